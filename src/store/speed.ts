import type { DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';

/** How long an epoch would take here, as measured with a few steps. */
export interface SpeedState {
  readonly status: 'none' | 'measuring' | 'measured' | 'failed';
  readonly requestId: string;
  /** The set-up that it holds for. */
  readonly config: RunConfig | undefined;
  readonly imagesPerSecond: number;
  readonly epochMs: number;
  readonly error: EngineError | undefined;
}

export const initialSpeed: SpeedState = {
  status: 'none',
  requestId: '',
  config: undefined,
  imagesPerSecond: 0,
  epochMs: 0,
  error: undefined,
};

/** What follows from the time of a step. */
export function speedOfSteps(config: RunConfig, { trainCount }: DatasetSummary, stepMs: number): SpeedState {
  const msPerImage = stepMs / config.recipe.batchSize;
  return {
    ...initialSpeed,
    status: 'measured',
    config,
    imagesPerSecond: 1000 / msPerImage,
    epochMs: msPerImage * Math.round(trainCount * (1 - config.validationFraction)),
  };
}

/** What the time of an epoch does not depend on is left out. */
function timed({ recipe, ...config }: RunConfig): string {
  const { epochs: _, learningRate: _rate, schedule: _schedule, ...work } = recipe;
  return JSON.stringify({ ...config, seed: 0, recipe: work });
}

/** Whether a measurement, or an attempt at one, holds for a set-up. */
export const isSpeedOf = ({ config: measured }: SpeedState, config: RunConfig): boolean =>
  measured !== undefined && (measured === config || timed(measured) === timed(config));

export function applySpeedEvent(state: SpeedState, event: EngineEvent): SpeedState {
  // Another backend or other data makes another speed.
  if (event.type === 'backendSelected' || event.type === 'datasetLoaded' || event.type === 'engineCrashed') {
    return initialSpeed;
  }
  if (!('requestId' in event) || event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'speedMeasured':
      return {
        ...state,
        status: 'measured',
        imagesPerSecond: event.imagesPerSecond,
        epochMs: event.epochMs,
      };
    case 'requestFailed':
      // Given up for a run or another backend: nobody asks any more.
      if (event.error.code === 'cancelled') return initialSpeed;
      return { ...state, status: 'failed', error: event.error };
    default:
      return state;
  }
}
