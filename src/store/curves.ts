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

/** The caller has checked that the event belongs to the current run. */
export function recordCurves(curves: Curves, event: EngineEvent): void {
  switch (event.type) {
    case 'trainingStarted':
      curves.clear();
      break;
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
