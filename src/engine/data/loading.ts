import type {
  DataNote,
  DatasetConfig,
  DatasetSummary,
  LoadingProgress,
  SkippedFile,
} from '#protocol/data.ts';
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
  readonly skipped?: readonly SkippedFile[];
  readonly notes?: readonly DataNote[];
}

/** A set as a person's files gave it. */
export interface OwnSet {
  readonly splits: Splits;
  readonly classNames: readonly string[];
  readonly notes: readonly DataNote[];
  readonly skipped?: readonly SkippedFile[];
}

/** Numbers for names, up to the largest label. */
export function classesUpTo({ train, test }: Splits, first = 0): string[] {
  const largest = [train.labels, test.labels].reduce(
    (before, labels) => labels.reduce((most, label) => Math.max(most, label), before),
    0,
  );
  return Array.from({ length: largest + 1 }, (_, label) => String(label + first));
}
