import type { EngineEvent } from '#protocol/events.ts';
import type { Inspection } from '#protocol/inspection.ts';
import type { RunConfig } from '#protocol/run-config.ts';

/** A look into the net of the set-up, before anything was trained. */
export interface InspectionState {
  /** Of the last request. */
  readonly requestId: string;
  /** The set-up that was asked about last. */
  readonly config: RunConfig | undefined;
  readonly inspection: Inspection | undefined;
}

export const initialInspection: InspectionState = {
  requestId: '',
  config: undefined,
  inspection: undefined,
};

export function applyInspectionEvent(state: InspectionState, event: EngineEvent): InspectionState {
  // Other data mean another image, and a look that was given up can be asked for again.
  if (event.type === 'datasetLoaded' || event.type === 'engineCrashed') return initialInspection;
  if (!('requestId' in event) || event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'untrainedInspected':
      return { ...state, inspection: event.inspection };
    case 'requestFailed':
      return event.error.code === 'cancelled' ? initialInspection : { ...state, inspection: undefined };
    default:
      return state;
  }
}

/** Whether a look into one set-up's net is one into another's. */
export const isSameNet = (a: RunConfig | undefined, b: RunConfig): boolean =>
  a !== undefined &&
  a.model === b.model &&
  a.dataset === b.dataset &&
  a.seed === b.seed &&
  a.validationFraction === b.validationFraction;
