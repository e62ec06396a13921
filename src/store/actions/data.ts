import type {
  DatasetSource,
  ImageChanges,
  OwnDataset,
  RegisteredDataset,
  SourceSplit,
  UserFile,
} from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import { awaitFiles, beginLoading } from '#store/dataset.ts';
import { GENERATED_DATASET } from '#store/default-dataset.ts';
import { imagesOf } from '#store/images.ts';
import type { PicturePlace } from '#store/pictures.ts';
import { withDataset } from '#store/set-up.ts';
import type { ActionContext } from './context.ts';

export interface LoadingManner {
  readonly isAutomatic?: boolean;
  readonly fallbackReason?: EngineError;
}

function cancelLoading({ get, send }: ActionContext): void {
  const { status, requestId } = get().dataset;
  if (status === 'loading') send({ type: 'cancelRequest', requestId });
}

export function load(context: ActionContext, source: DatasetSource, manner: LoadingManner = {}): void {
  const { get, set, send, newId } = context;
  const requestId = newId();
  // The engine holds what arrives last: an earlier load must not come in after this one.
  cancelLoading(context);
  set({ dataset: beginLoading(get().dataset, requestId, source, manner) });
  send({ type: 'loadDataset', requestId, source });
}

/** Waits for a person's own files, which the set-up names and only that person can give. */
export function waitForFiles(context: ActionContext, awaited: OwnDataset): void {
  cancelLoading(context);
  context.set({ dataset: awaitFiles(context.get().dataset, awaited) });
}

export function dataActions(context: ActionContext) {
  const { get, set, send, newId } = context;
  return {
    chooseDataset(config: RegisteredDataset) {
      set({ draft: withDataset(get().draft, config, imagesOf(config, undefined)?.shape) });
      load(context, { kind: 'registered', config });
    },

    /** @param transposed whether images have rows and columns swapped; as their names tell when left out. */
    loadFiles(files: readonly UserFile[], transposed?: boolean) {
      load(context, { kind: 'files', files, ...(transposed !== undefined && { transposed }) });
    },

    retryLoading() {
      const { source } = get().dataset;
      if (source !== undefined) load(context, source);
    },

    cancelLoading() {
      cancelLoading(context);
    },

    /** Generated data take the place of a set that cannot be had; the set-up goes on naming that one. */
    loadGeneratedInstead(fallbackReason: EngineError) {
      load(context, { kind: 'registered', config: GENERATED_DATASET }, { fallbackReason });
    },

    /** Deletes this browser's copy of what is loaded. */
    forgetDataset() {
      const { dataset } = get();
      if (dataset.summary === undefined || dataset.forgetting?.status === 'asked') return;
      const requestId = newId();
      const { id } = dataset.summary.config;
      set({ dataset: { ...dataset, forgetting: { requestId, id, status: 'asked', error: undefined } } });
      send({ type: 'forgetDataset', requestId, id });
    },

    readPictures(
      place: PicturePlace,
      split: SourceSplit,
      indices: readonly number[],
      changes?: ImageChanges,
    ) {
      const requestId = newId();
      const { pictures } = get();
      set({ pictures: { ...pictures, [place]: { ...pictures[place], requestId, split, error: undefined } } });
      send({ type: 'readImages', requestId, split, indices, ...(changes === undefined ? {} : { changes }) });
    },
  };
}
