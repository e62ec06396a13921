import type { Crops, Measured } from '#protocol/evaluation.ts';
import type { Split } from '#protocol/run-config.ts';
import { isUnasked, measuredKey } from '#store/answers.ts';
import { type Drawn, initialDrawing } from '#store/drawing.ts';
import { cropsFor, splitFor } from '#store/evaluation.ts';
import { type Run, splitsOf } from '#store/run.ts';
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

  function measure(run: Run, split: Split | undefined, crops: Crops): void {
    const { evaluation } = get();
    if (split === undefined || evaluation.request !== undefined) return;
    const requestId = newId();
    set({ evaluation: { ...evaluation, request: { requestId, done: 0, total: 0 }, error: undefined } });
    send({ type: 'evaluate', requestId, runId: run.id, split, crops });
  }

  return {
    chooseSplit(split: Split) {
      set({ evaluation: { ...get().evaluation, split } });
    },

    /** Looks at one of the results so far. */
    showResult(shownKey: string) {
      set({ evaluation: { ...get().evaluation, shownKey } });
    },

    chooseCrops(crops: Crops) {
      set({ evaluation: { ...get().evaluation, crops } });
    },

    /** Asks for the answers behind a result of a kept run, unless they are there. */
    readAnswers(runId: string, measured: Measured) {
      const { answers } = get();
      const key = measuredKey(runId, measured);
      if (!isUnasked(answers, key)) return;
      const requestId = newId();
      set({ answers: { ...answers, asked: { ...answers.asked, [requestId]: key } } });
      const { split, step, crops } = measured;
      send({ type: 'readAnswers', requestId, runId, measured: { split, step, ...(crops && { crops }) } });
    },

    evaluate() {
      const { runs, evaluation } = get();
      const run = measurableRun(runs);
      if (run !== undefined) measure(run, splitFor(run, evaluation), cropsFor(run, evaluation));
    },

    /** The net of a run that has just ended is measured on the test split, or else on the best that there is. */
    evaluateAtEnd() {
      const run = measurableRun(get().runs);
      if (run !== undefined && run.step > 0) measure(run, splitsOf(run)[0], 'oneCrop');
    },

    cancelEvaluation() {
      const { request } = get().evaluation;
      if (request !== undefined) send({ type: 'cancelRequest', requestId: request.requestId });
    },

    classifyDrawing(width: number, height: number, ink: Uint8Array<ArrayBuffer>) {
      classify({ width, height, ink });
    },

    /** Asks the net about an image of the user's own. */
    classifyFile(file: File) {
      const run = answeringRun(get().runs);
      if (run === undefined) return;
      const requestId = newId();
      set({ drawing: { ...initialDrawing, requestId } });
      send({ type: 'classifyFile', requestId, runId: run.id, file });
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
