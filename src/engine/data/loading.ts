import type { DatasetConfig, DatasetSummary, LoadingProgress } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { MemoryImages } from './image-set.ts';

export interface LoadingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadingProgress) => void) | undefined;
}

export interface Splits {
  readonly train: MemoryImages;
  readonly test: MemoryImages;
}

/** Whether a set will be there on the next visit without the network. */
export interface Keeping {
  readonly kept: boolean;
  readonly keepError?: EngineError;
}

/** A set as its source gave it. */
export interface ReadDataset extends Splits {
  readonly classNames: readonly string[];
  readonly origin: DatasetSummary['origin'];
  /** What a run on it is to name, of which the user's own sets are known by the fingerprint of their images. */
  readonly configOf: (fingerprint: string) => DatasetConfig;
  /** @throws the signal's reason when aborted, and nothing else. */
  keep(): Promise<Keeping>;
}
