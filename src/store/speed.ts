import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { RunConfig } from '#protocol/run-config.ts';

/** How long an epoch would take here, as measured with a few steps. */
export interface SpeedState {
  readonly status: 'none' | 'measuring' | 'measured' | 'failed';
  readonly requestId: string;
  /** The set-up that it holds for. */
  readonly config: RunConfig | undefined;
  readonly epochMs: number;
  readonly error: EngineError | undefined;
}

export const initialSpeed: SpeedState = {
  status: 'none',
  requestId: '',
  config: undefined,
  epochMs: 0,
  error: undefined,
};

export function applySpeedEvent(state: SpeedState, event: EngineEvent): SpeedState {
  // Another backend or other data makes another speed.
  if (event.type === 'backendSelected' || event.type === 'datasetLoaded' || event.type === 'engineCrashed') {
    return initialSpeed;
  }
  if (!('requestId' in event) || event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'speedMeasured':
      return { ...state, status: 'measured', epochMs: event.epochMs };
    case 'speedFailed':
      return { ...state, status: 'failed', error: event.error };
    default:
      return state;
  }
}

/** Whether two set-ups take equally long an epoch: they may differ in how many there are, and in the seed. */
export function isAsFast(measured: RunConfig | undefined, config: RunConfig): boolean {
  if (measured === undefined) return false;
  const essence = ({ recipe, ...rest }: RunConfig) =>
    JSON.stringify([rest.model, rest.validationFraction, { ...recipe, epochs: 0 }]);
  return essence(measured) === essence(config);
}
