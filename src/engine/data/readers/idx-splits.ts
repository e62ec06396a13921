import { MemoryImages } from '#engine/data/image-set.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { IdxImages, IdxLabels } from './idx.ts';

export interface NamedIdx<T = IdxImages | IdxLabels> {
  readonly name: string;
  readonly idx: T;
}

/** @throws EngineFailure 'fileCountsDisagree' when there is not one label for each image. */
export function labelledImages(images: NamedIdx<IdxImages>, labels: NamedIdx<IdxLabels>): MemoryImages {
  const { count, height, width, pixels } = images.idx;
  if (labels.idx.count !== count) {
    const details = { file: labels.name, other: images.name, expected: count, found: labels.idx.count };
    throw new EngineFailure('fileCountsDisagree', details);
  }
  return new MemoryImages({ height, width, channels: 1 }, pixels, labels.idx.labels);
}
