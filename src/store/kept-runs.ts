import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { ListedRun } from '#protocol/run.ts';

/** A kept run that is on its way back: its data first, then its net. */
export interface Opening {
  readonly runId: string;
  /** Trains at once when it is there. */
  readonly goesOn: boolean;
  /** Once the engine was asked. */
  readonly requestId: string | undefined;
}

/** The runs that this browser keeps. */
export interface KeptRunsState {
  /** Undefined until the engine has said. */
  readonly canKeep: boolean | undefined;
  readonly runs: readonly ListedRun[];
  readonly opening: Opening | undefined;
  /** Deleted for the eye; the engine deletes it when the next one is, or the place is left. */
  readonly removedId: string | undefined;
  readonly error: EngineError | undefined;
  /** The offer to go on with what was interrupted was refused. */
  readonly isOfferRefused: boolean;
}

export const initialKeptRuns: KeptRunsState = {
  canKeep: undefined,
  runs: [],
  opening: undefined,
  removedId: undefined,
  error: undefined,
  isOfferRefused: false,
};

export function applyKeptRunsEvent(state: KeptRunsState, event: EngineEvent): KeptRunsState {
  switch (event.type) {
    case 'runsListed':
      return { ...state, canKeep: event.canKeep, runs: event.runs };
    case 'runChanged':
      return {
        ...state,
        runs: state.runs.map((run) => (run.id === event.run.id ? { ...run, ...event.run } : run)),
      };
    case 'runForgotten': {
      const runs = state.runs.filter(({ id }) => id !== event.runId);
      const removedId = state.removedId === event.runId ? undefined : state.removedId;
      return { ...state, runs, removedId };
    }
    case 'runRestored':
      return state.opening?.runId === event.runId
        ? { ...state, opening: undefined, error: undefined }
        : state;
    default:
      return state;
  }
}

/** The run that was in training when the page was closed, as long as it is worth an offer. */
export function interruptedRun(state: KeptRunsState, currentId: string | undefined): ListedRun | undefined {
  if (state.isOfferRefused || currentId !== undefined || state.opening !== undefined) return undefined;
  return state.runs.find(({ status, isElsewhere }) => status === 'unfinished' && !isElsewhere);
}
