import type { Split } from '#protocol/run-config.ts';
import { initialDrawing } from '#store/drawing.ts';
import { splitFor } from '#store/evaluation.ts';
import { measurableRun } from '#store/runs.ts';
import type { ActionContext } from './context.ts';

export function evaluationActions({ get, set, send, newId }: ActionContext) {
  return {
    chooseSplit(split: Split) {
      set({ evaluation: { ...get().evaluation, split } });
    },

    /** Looks at one of the results so far. */
    showResult(shownKey: string) {
      set({ evaluation: { ...get().evaluation, shownKey } });
    },

    evaluate() {
      const { runs, evaluation } = get();
      const run = measurableRun(runs);
      const split = run && splitFor(run, evaluation);
      if (run === undefined || split === undefined || evaluation.request !== undefined) return;
      const requestId = newId();
      set({ evaluation: { ...evaluation, request: { requestId, done: 0, total: 0 }, error: undefined } });
      send({ type: 'evaluate', requestId, runId: run.id, split });
    },

    cancelEvaluation() {
      const { request } = get().evaluation;
      if (request !== undefined) send({ type: 'cancelRequest', requestId: request.requestId });
    },

    /** `ink` is moved to the engine: the caller gives it away. */
    classifyDrawing(width: number, height: number, ink: Uint8Array<ArrayBuffer>) {
      const { runs, drawing } = get();
      const run = measurableRun(runs);
      if (run === undefined) return;
      const requestId = newId();
      set({ drawing: { ...drawing, requestId } });
      send({ type: 'classifyDrawing', requestId, runId: run.id, width, height, ink }, [ink.buffer]);
    },

    clearDrawing() {
      set({ drawing: initialDrawing });
    },
  };
}
