import type { Split } from '#protocol/run-config.ts';
import { type Drawn, initialDrawing } from '#store/drawing.ts';
import { splitFor } from '#store/evaluation.ts';
import { answeringRun, measurableRun } from '#store/runs.ts';
import type { ActionContext } from './context.ts';

export function evaluationActions({ get, set, send, newId }: ActionContext) {
  /** Asks the net about what is on the pad. */
  function classify(drawn: Drawn): void {
    const run = answeringRun(get().runs);
    if (run === undefined) return;
    const requestId = newId();
    set({ drawing: { ...get().drawing, drawn, requestId } });
    const ink = drawn.ink.slice();
    send({ type: 'classifyDrawing', requestId, runId: run.id, ...drawn, ink }, [ink.buffer]);
  }

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

    classifyDrawing(width: number, height: number, ink: Uint8Array<ArrayBuffer>) {
      classify({ width, height, ink });
    },

    /** The net has learned since it was asked. */
    classifyDrawingAgain() {
      const { drawn } = get().drawing;
      if (drawn !== undefined) classify(drawn);
    },

    clearDrawing() {
      set({ drawing: initialDrawing });
    },
  };
}
