import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { LoadWeights } from '#protocol/weights.ts';

/** A file of weights on its way into a net. */
export interface WeightsState {
  /** What was asked for last, so that it can be asked for again with another head. */
  readonly request: LoadWeights | undefined;
  readonly status: 'idle' | 'loading' | 'failed';
  readonly doneBytes: number;
  /** 0 while unknown. */
  readonly totalBytes: number;
  readonly error: EngineError | undefined;
}

export const initialWeights: WeightsState = {
  request: undefined,
  status: 'idle',
  doneBytes: 0,
  totalBytes: 0,
  error: undefined,
};

export function applyWeightsEvent(state: WeightsState, event: EngineEvent): WeightsState {
  const { request, status } = state;
  if (event.type === 'engineCrashed') {
    return status === 'loading' ? { ...state, status: 'failed', error: event.error } : state;
  }
  if (request === undefined || !('requestId' in event) || event.requestId !== request.requestId) return state;
  switch (event.type) {
    case 'weightsProgressed':
      return { ...state, doneBytes: event.doneBytes, totalBytes: event.totalBytes };
    case 'weightsLoaded':
      return initialWeights;
    case 'requestFailed':
      if (event.error.code === 'cancelled') return initialWeights;
      return { ...state, status: 'failed', error: event.error };
    default:
      return state;
  }
}
