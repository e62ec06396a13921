import {
  type DatasetConfig,
  type DatasetSource,
  type DatasetSummary,
  isOwn,
  isSameDataset,
  type LoadingProgress,
  type OwnDataset,
} from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';

/** The deletion of this browser's copy of a set. */
export interface Forgetting {
  readonly requestId: string;
  /** Of the set. */
  readonly id: string;
  readonly status: 'asked' | 'done' | 'failed';
  readonly error: EngineError | undefined;
}

export interface DatasetState {
  readonly status: 'none' | 'loading' | 'ready' | 'failed' | 'cancelled';
  /** Of the last load; answers to earlier ones are ignored. */
  readonly requestId: string;
  /** What was asked for last. */
  readonly source: DatasetSource | undefined;
  /** Where `summary` came from. */
  readonly loadedSource: DatasetSource | undefined;
  readonly progress: LoadingProgress | undefined;
  /** The request that brought `summary`. */
  readonly loadId: string;
  /** What the engine holds; it outlives a failed attempt to load something else. */
  readonly summary: DatasetSummary | undefined;
  readonly error: EngineError | undefined;
  /** Why generated data stand in for a set that nobody asked for by name. */
  readonly fallbackReason: EngineError | undefined;
  /** Loaded because the page opened, not because somebody asked. */
  readonly isAutomatic: boolean;
  /** A person's own files that an address asks for, until these very files or a set of the registry are loaded. */
  readonly awaited: OwnDataset | undefined;
  readonly forgetting: Forgetting | undefined;
}

export const initialDataset: DatasetState = {
  status: 'none',
  requestId: '',
  source: undefined,
  loadedSource: undefined,
  progress: undefined,
  loadId: '',
  summary: undefined,
  error: undefined,
  fallbackReason: undefined,
  isAutomatic: false,
  awaited: undefined,
  forgetting: undefined,
};

export function beginLoading(
  state: DatasetState,
  requestId: string,
  source: DatasetSource,
  how: { readonly isAutomatic?: boolean; readonly fallbackReason?: EngineError } = {},
): DatasetState {
  return {
    ...state,
    status: 'loading',
    requestId,
    source,
    progress: undefined,
    error: undefined,
    fallbackReason: how.fallbackReason,
    isAutomatic: how.isAutomatic ?? false,
    awaited: source.kind === 'files' ? state.awaited : undefined,
  };
}

/** An address names a person's own files, which only that person can give. */
export function awaitFiles(state: DatasetState, awaited: OwnDataset): DatasetState {
  const isThere = state.summary !== undefined && isSameDataset(state.summary.config, awaited);
  return {
    ...state,
    status: state.summary === undefined ? 'none' : 'ready',
    requestId: '',
    progress: undefined,
    error: undefined,
    fallbackReason: undefined,
    awaited: isThere ? undefined : awaited,
  };
}

/** Whether the set-up needs files that nobody has given yet; other files are as good as these. */
export function isAwaitingFiles({ awaited, summary }: DatasetState): boolean {
  return awaited !== undefined && (summary === undefined || !isOwn(summary.config));
}

/** What a run that is started now trains on; undefined where it must wait. */
export function readyData(state: DatasetState): DatasetSummary | undefined {
  return state.status === 'loading' || isAwaitingFiles(state) ? undefined : state.summary;
}

export function applyDatasetEvent(state: DatasetState, event: EngineEvent): DatasetState {
  if (event.type === 'engineCrashed') {
    const source = state.loadedSource ?? state.source;
    const { awaited } = state;
    return source === undefined
      ? { ...initialDataset, awaited }
      : { ...initialDataset, awaited, source, status: 'failed', error: event.error };
  }
  if (!('requestId' in event)) return state;
  if (event.requestId === state.forgetting?.requestId) return applyForgetting(state, state.forgetting, event);
  if (event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'datasetProgressed':
      return state.status === 'loading' ? { ...state, progress: event.progress } : state;
    case 'datasetLoaded': {
      const { summary, requestId } = event;
      const { awaited, forgetting } = state;
      const isAwaited = awaited !== undefined && isSameDataset(summary.config, awaited);
      const isForgotten = forgetting?.id === summary.config.id && forgetting.status !== 'asked';
      return {
        ...state,
        status: 'ready',
        progress: undefined,
        error: undefined,
        loadId: requestId,
        loadedSource: state.source,
        summary,
        awaited: isAwaited ? undefined : awaited,
        forgetting: isForgotten ? undefined : forgetting,
      };
    }
    case 'requestFailed':
      return event.error.code === 'cancelled'
        ? { ...state, status: 'cancelled', progress: undefined }
        : { ...state, status: 'failed', progress: undefined, error: event.error };
    default:
      return state;
  }
}

function applyForgetting(state: DatasetState, forgetting: Forgetting, event: EngineEvent): DatasetState {
  const { summary } = state;
  switch (event.type) {
    case 'datasetForgotten':
      return {
        ...state,
        forgetting: { ...forgetting, status: 'done' },
        summary: summary?.config.id === forgetting.id ? { ...summary, kept: false } : summary,
      };
    case 'requestFailed':
      return { ...state, forgetting: { ...forgetting, status: 'failed', error: event.error } };
    default:
      return state;
  }
}

/**
 * The data set that is chosen, whether it has arrived or not: an attempt that brought nothing leaves what was there.
 * Undefined while own files are read, whose name is not known yet, and before anything was asked for.
 */
export function chosenDataset(state: DatasetState): DatasetConfig | undefined {
  if (state.status !== 'loading' && isAwaitingFiles(state)) return state.awaited;
  const { status, source, summary } = state;
  if (status !== 'loading' && summary !== undefined) return summary.config;
  return source?.kind === 'registered' ? source.config : undefined;
}
