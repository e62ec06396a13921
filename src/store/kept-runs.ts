import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';
import type { ListedRun, Weights } from '#protocol/kept-run.ts';
import type { RecipeChange } from '#protocol/run.ts';

/** A kept run that is on its way back: its data first, then its net. */
export interface Opening {
  readonly runId: string;
  /** Trains at once when it is there, by its recipe or by another. */
  readonly goesOn: RecipeChange | undefined;
  readonly weights: Weights;
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
  /** Requests whose failure is `error`. */
  readonly requests: readonly string[];
  /** A run that is read from a file, or written to one. */
  readonly moving: { readonly requestId: string; readonly kind: 'export' | 'import' } | undefined;
  /** Whether the browser has promised not to delete what it keeps; undefined as long as nobody has asked it. */
  readonly isProtected: boolean | undefined;
  /** The offer to go on with what was interrupted was refused. */
  readonly isOfferRefused: boolean;
}

export const initialKeptRuns: KeptRunsState = {
  canKeep: undefined,
  runs: [],
  opening: undefined,
  removedId: undefined,
  error: undefined,
  requests: [],
  moving: undefined,
  isProtected: undefined,
  isOfferRefused: false,
};

export function applyKeptRunsEvent(state: KeptRunsState, event: EngineEvent): KeptRunsState {
  const { requestId } = 'requestId' in event ? event : { requestId: undefined };
  if (event.type === 'engineCrashed') return { ...state, requests: [], moving: undefined };
  if (requestId === undefined || !state.requests.includes(requestId)) return applyNews(state, event);
  const isMoved = state.moving?.requestId === requestId;
  return applyNews(
    {
      ...state,
      requests: state.requests.filter((other) => other !== requestId),
      moving: isMoved ? undefined : state.moving,
      error: event.type === 'requestFailed' ? event.error : undefined,
    },
    event,
  );
}

function applyNews(state: KeptRunsState, event: EngineEvent): KeptRunsState {
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
    case 'runWatched':
      return state.opening?.runId === event.runId
        ? { ...state, opening: undefined, error: undefined }
        : state;
    default:
      return state;
  }
}

/**
 * Which runs may make room for so many bytes: those that have ended, have no star and are in no tab's hands; the ones
 * that nobody has touched for longest first, and no more than it takes. Undefined where all of them would not do.
 */
export function runsToMakeRoom(
  { runs }: KeptRunsState,
  neededBytes: number,
  currentId: string | undefined,
): readonly ListedRun[] | undefined {
  const candidates = runs
    .filter(
      ({ id, status, isStarred, isElsewhere }) =>
        status !== 'unfinished' && !isStarred && !isElsewhere && id !== currentId,
    )
    .toSorted((a, b) => a.changedAt - b.changedAt);
  let freed = 0;
  const count = candidates.findIndex(({ sizeBytes }) => {
    freed += sizeBytes;
    return freed >= neededBytes;
  });
  return count === -1 ? undefined : candidates.slice(0, count + 1);
}

/** The runs that have every word of `words` in their name, net, data, note or tags; `textOf` gives all that. */
export function findRuns(
  runs: readonly ListedRun[],
  words: string,
  textOf: (run: ListedRun) => string,
): readonly ListedRun[] {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const text = textOf(run).toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** The run that was in training when the page was closed, as long as it is worth an offer. */
export function interruptedRun(state: KeptRunsState, currentId: string | undefined): ListedRun | undefined {
  if (state.isOfferRefused || currentId !== undefined || state.opening !== undefined) return undefined;
  return state.runs.find(({ status, isElsewhere }) => status === 'unfinished' && !isElsewhere);
}
