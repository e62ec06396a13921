import type { BackendInfo } from '#protocol/backend.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';

export interface EngineState {
  readonly backend: BackendInfo | undefined;
  readonly error: EngineError | undefined;
}

export const initialEngine: EngineState = { backend: undefined, error: undefined };

export function applyEngineEvent(state: EngineState, event: EngineEvent): EngineState {
  switch (event.type) {
    case 'backendSelected':
      return { backend: event.backend, error: undefined };
    case 'trainingStarted':
      return { backend: event.backend, error: undefined };
    case 'backendFailed':
      return { ...state, error: event.error };
    case 'engineCrashed':
      return { backend: undefined, error: event.error };
    default:
      return state;
  }
}
