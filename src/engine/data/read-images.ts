import { EngineFailure } from '#engine/engine-failure.ts';
import { Random } from '#engine/random.ts';
import type { ImageBatch, ImageChanges } from '#protocol/data.ts';
import { type Changes, type HostBatch, readBatch } from './batch-stream.ts';
import type { ImageSet, ImageShape } from './image-set.ts';

/**
 * The images at `indices` as bytes to show, changed at random where `changes` says so.
 * @throws EngineFailure 'imageInvalid' for an index that the set does not have.
 */
export async function readImages(
  set: ImageSet,
  indices: readonly number[],
  changes?: ImageChanges,
): Promise<ImageBatch> {
  const { count } = set;
  const outside = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (outside !== undefined) throw new EngineFailure('imageInvalid', { index: outside, count });
  return imageBatch(set, await readBatch(set, Uint32Array.from(indices), changes && seeded(changes)));
}

function seeded({ augmentation, seed }: ImageChanges): Changes {
  const random = new Random(seed);
  return { augmentation, randomOf: (index) => random.at(index) };
}

/** A batch as the page shows it. */
export function imageBatch(
  { height, width, channels }: ImageShape,
  { pixels, labels }: HostBatch,
): ImageBatch {
  return { height, width, channels, pixels, labels: Uint16Array.from(labels) };
}
