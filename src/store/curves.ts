import type { EngineEvent } from '#protocol/events.ts';
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

/** The caller has checked that the event is about the run that the curves belong to. */
export function recordCurves(curves: Curves, event: EngineEvent): void {
  switch (event.type) {
    case 'stepsMeasured':
      for (const point of event.points) {
        curves.append({ step: point.step, trainingLoss: point.loss, trainingError: point.top1Error });
      }
      break;
    case 'epochEnded':
      if (event.validation === undefined) return;
      curves.append({
        step: event.step,
        validationLoss: event.validation.loss,
        validationError: event.validation.top1Error,
      });
      break;
    default:
      return;
  }
  curves.notify();
}
