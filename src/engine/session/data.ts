import type { Dataset } from '#engine/data/image-set.ts';
import { type DatasetOptions, loadDataset } from '#engine/data/load-dataset.ts';
import { forgetPublished } from '#engine/data/published.ts';
import { readImages } from '#engine/data/read-images.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import {
  type DataCommand,
  type DatasetConfig,
  type DatasetSummary,
  type ForgetDataset,
  isSameDataset,
  type LoadDataset,
  type ReadImages,
} from '#protocol/data.ts';
import type { Emit, Requests } from './requests.ts';

/** The data set that is loaded, which is always the one that the last 'datasetLoaded' named. */
export class DataSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #options: DatasetOptions;
  #loaded: Dataset | undefined;
  #summary: DatasetSummary | undefined;
  /** Ends the load under way, since a later one replaces it. */
  #loading = new AbortController();

  /** @param options what sets are fetched with and kept in, where it is not the browser's own. */
  constructor(emit: Emit, requests: Requests, options: DatasetOptions = {}) {
    this.#emit = emit;
    this.#requests = requests;
    this.#options = options;
  }

  get loaded(): Dataset | undefined {
    return this.#loaded;
  }

  /** @throws EngineFailure 'datasetMissing', or 'datasetMismatch' where other data than those named are loaded. */
  require(config: DatasetConfig): Dataset {
    if (this.#loaded === undefined) throw new EngineFailure('datasetMissing');
    if (!isSameDataset(config, this.#loaded.config)) {
      throw new EngineFailure('datasetMismatch', { expected: config.id, found: this.#loaded.config.id });
    }
    return this.#loaded;
  }

  /** @throws EngineFailure 'datasetMissing'. */
  requireSummary(): DatasetSummary {
    if (this.#summary === undefined) throw new EngineFailure('datasetMissing');
    return this.#summary;
  }

  /** Settles when the command has been carried out; what happened comes as events, failures too. */
  handle(command: DataCommand): Promise<void> {
    switch (command.type) {
      case 'loadDataset':
        return this.#load(command);
      case 'forgetDataset':
        return this.#forget(command);
      case 'readImages':
        return this.#read(command);
      default:
        throw new Error(`unknown command ${JSON.stringify(command satisfies never)}`);
    }
  }

  #load({ requestId, source }: LoadDataset): Promise<void> {
    this.#loading.abort();
    const overtaken = new AbortController();
    this.#loading = overtaken;
    return this.#requests.carryOut(requestId, async (cancelled) => {
      const signal = AbortSignal.any([cancelled, overtaken.signal]);
      const { dataset, summary } = await loadDataset(source, {
        ...this.#options,
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.#emit({ type: 'datasetProgressed', requestId, progress });
        },
      });
      signal.throwIfAborted();
      this.#loaded = dataset;
      this.#summary = summary;
      this.#emit({ type: 'datasetLoaded', requestId, summary });
    });
  }

  #forget({ requestId, id }: ForgetDataset): Promise<void> {
    return this.#requests.carryOut(requestId, async (signal) => {
      await forgetPublished(id, { ...this.#options, signal });
      this.#emit({ type: 'datasetForgotten', requestId });
    });
  }

  #read({ requestId, split, indices, changes }: ReadImages): Promise<void> {
    return this.#requests.carryOut(requestId, async (signal) => {
      if (this.#loaded === undefined) throw new EngineFailure('datasetMissing');
      const images = await readImages(this.#loaded[split], indices, changes);
      signal.throwIfAborted();
      this.#emit({ type: 'imagesRead', requestId, split, indices, images });
    });
  }
}
