import type { Score } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { StepPoint } from '#protocol/run.ts';
import { Series } from './series.ts';

export type CurveColumn = 'step' | 'trainingLoss' | 'validationLoss' | 'trainingError' | 'validationError';
export type Curves = Series<CurveColumn>;

/** Loss and top-1 error (a fraction) over optimiser steps: of training batches, and of the held-out images. */
export function createCurves(): Curves {
  return new Series<CurveColumn>([
    'step',
    'trainingLoss',
    'validationLoss',
    'trainingError',
    'validationError',
  ]);
}

/** The curves of every run, by its id. */
export class CurvesByRun {
  readonly #curves = new Map<string, Curves>();

  /** Empty for a run that has measured nothing yet. */
  of(runId: string): Curves {
    let curves = this.#curves.get(runId);
    if (curves === undefined) {
      curves = createCurves();
      this.#curves.set(runId, curves);
    }
    return curves;
  }
}

function appendPoint(curves: Curves, { step, loss, top1Error }: StepPoint): void {
  curves.append({ step, trainingLoss: loss, trainingError: top1Error });
}

function appendValidation(curves: Curves, step: number, { loss, top1Error }: Score): void {
  curves.append({ step, validationLoss: loss, validationError: top1Error });
}

/** The caller has checked that the event is about the run that the curves belong to. */
export function recordCurves(curves: Curves, event: EngineEvent): void {
  switch (event.type) {
    case 'stepsMeasured':
      for (const point of event.points) {
        appendPoint(curves, point);
      }
      break;
    case 'epochEnded':
      if (event.validation === undefined) return;
      appendValidation(curves, event.step, event.validation);
      break;
    case 'runRestored': {
      // What had been measured after the checkpoint is measured again.
      curves.clear();
      const points = event.points.values();
      let point = points.next().value;
      for (const { step, validation } of [...event.run.epochs, { step: Infinity, validation: undefined }]) {
        for (; point !== undefined && point.step <= step; point = points.next().value)
          appendPoint(curves, point);
        if (validation !== undefined) appendValidation(curves, step, validation);
      }
      break;
    }
    default:
      return;
  }
  curves.notify();
}
