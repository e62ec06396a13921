import type { DatasetSource, DatasetSummary, LoadingProgress } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { EngineEvent } from '#protocol/events.ts';

export interface DatasetState {
  readonly status: 'none' | 'loading' | 'ready' | 'failed' | 'cancelled';
  /** Of the last load or forget; answers to earlier ones are ignored. */
  readonly requestId: string;
  /** What was asked for last. */
  readonly source: DatasetSource | undefined;
  /** Where `summary` came from. */
  readonly loadedSource: DatasetSource | undefined;
  readonly progress: LoadingProgress | undefined;
  /** The request that brought `summary`: tells whether a net was trained on this very data. */
  readonly loadId: string;
  /** What the engine holds; it outlives a failed attempt to load something else. */
  readonly summary: DatasetSummary | undefined;
  readonly error: EngineError | undefined;
  /** Why generated digits stand in for MNIST, when nobody asked for them. */
  readonly fallbackReason: EngineError | undefined;
  /** Loaded because the page opened, not because somebody asked. */
  readonly isAutomatic: boolean;
  readonly forgotten: boolean;
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
  forgotten: false,
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
    forgotten: false,
  };
}

export function applyDatasetEvent(state: DatasetState, event: EngineEvent): DatasetState {
  if (event.type === 'engineCrashed') {
    const source = state.loadedSource ?? state.source;
    return source === undefined
      ? initialDataset
      : { ...initialDataset, source, status: 'failed', error: event.error };
  }
  if (!('requestId' in event) || event.requestId !== state.requestId) return state;
  switch (event.type) {
    case 'datasetProgressed':
      return state.status === 'loading' ? { ...state, progress: event.progress } : state;
    case 'datasetLoaded':
      return {
        ...state,
        status: 'ready',
        progress: undefined,
        error: undefined,
        loadId: event.requestId,
        loadedSource: state.source,
        summary: event.summary,
      };
    case 'datasetFailed':
      return event.error.code === 'cancelled'
        ? { ...state, status: 'cancelled', progress: undefined }
        : { ...state, status: 'failed', progress: undefined, error: event.error };
    case 'datasetForgotten':
      return {
        ...state,
        forgotten: true,
        summary: state.summary && { ...state.summary, kept: false },
      };
    default:
      return state;
  }
}

/** Where the next run's data comes from: an attempt that brought nothing leaves what was there. */
export function currentSource(state: DatasetState): DatasetSource | undefined {
  const { status, source, loadedSource } = state;
  return status === 'failed' || status === 'cancelled' ? (loadedSource ?? source) : source;
}

/** The dataset that is chosen, whether it has arrived or not. */
export function chosenDataset(state: DatasetState): 'mnist' | 'digits' | 'files' {
  const source = currentSource(state);
  if (source?.kind === 'files') return 'files';
  return source?.config.id ?? 'mnist';
}
