import type { ImageBatch } from '#protocol/data.ts';
import type { Prediction } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { Inspection } from '#protocol/inspection.ts';

/** The newest reading; `loss` and `top1Error` are of a training batch. */
export interface Reading {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly top1Error: number;
  readonly imagesPerSecond: number;
  readonly remainingMs: number;
}

export interface PredictionStrip {
  readonly step: number;
  readonly images: ImageBatch;
  readonly predictions: readonly Prediction[];
}

/** A look into the net after so many steps. */
export interface LiveInspection {
  readonly step: number;
  readonly inspection: Inspection;
}

/** What changes many times a second while a net is in training: kept apart, so that little else follows it. */
export interface LiveState {
  readonly reading: Reading | undefined;
  readonly predictions: PredictionStrip | undefined;
  readonly inspected: LiveInspection | undefined;
}

export const initialLive: LiveState = { reading: undefined, predictions: undefined, inspected: undefined };

/** The caller has checked that the event is about the current run. */
export function applyLiveEvent(state: LiveState, event: EngineEvent): LiveState {
  switch (event.type) {
    case 'trainingStarted':
      return initialLive;
    case 'stepsMeasured': {
      const point = event.points.at(-1);
      if (point === undefined) return state;
      const { step, loss, top1Error } = point;
      const { epoch, imagesPerSecond, remainingMs } = event;
      return { ...state, reading: { step, epoch, loss, top1Error, imagesPerSecond, remainingMs } };
    }
    case 'predictionsMade': {
      const { step, images = state.predictions?.images, predictions } = event;
      return images === undefined ? state : { ...state, predictions: { step, images, predictions } };
    }
    case 'netInspected': {
      const { step, inspection } = event;
      return { ...state, inspected: { step, inspection } };
    }
    default:
      return state;
  }
}
