import { augment, changesImages } from '#engine/data/augmentation.ts';
import { bytesPerImage, type ImageSet } from '#engine/data/image-set.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import type { Random } from '#engine/random.ts';
import type { Augmentation } from '#models/recipe.ts';

/** A batch on the host: bytes, so that assembling is cheap. */
export interface HostBatch {
  readonly count: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly labels: Int32Array;
}

/** Which random changes images get, and the generator of each image's own: it follows from the image's index alone. */
export interface Changes {
  readonly augmentation: Augmentation;
  randomOf(index: number): Random;
}

/** Reads the images at `indices`, changed where `changes` says so. */
export async function readBatch(set: ImageSet, indices: Uint32Array, changes?: Changes): Promise<HostBatch> {
  const size = bytesPerImage(set);
  const labels = Int32Array.from(indices, (index) => set.labels[index]!);
  const pixels = new Uint8Array(indices.length * size);
  await set.read(indices, pixels);
  if (changes === undefined || !changesImages(changes.augmentation))
    return { count: indices.length, pixels, labels };
  const changed = new Uint8Array(pixels.length);
  for (const [slot, index] of indices.entries()) {
    const [start, end] = [slot * size, (slot + 1) * size];
    augment(
      pixels.subarray(start, end),
      changed.subarray(start, end),
      set,
      changes.augmentation,
      changes.randomOf(index),
    );
  }
  return { count: indices.length, pixels: changed, labels };
}

/**
 * The images at `indices` in this order, `batchSize` at a time, the last batch partial. Each batch is read while the
 * one before is at work; between two batches, messages get in.
 */
export async function* batchStream(
  set: ImageSet,
  indices: Uint32Array,
  batchSize: number,
  changes?: Changes,
): AsyncGenerator<HostBatch, void> {
  const readAt = async (start: number) => {
    // Read on only after the messages, and after the caller has started its work on the batch before: a GPU computes
    // meanwhile.
    await yieldToMessages();
    return readBatch(set, indices.subarray(start, start + batchSize), changes);
  };
  let ahead = indices.length === 0 ? undefined : readAt(0);
  try {
    for (let next = batchSize; ahead !== undefined; next += batchSize) {
      const batch = await ahead;
      ahead = next < indices.length ? readAt(next) : undefined;
      yield batch;
    }
  } finally {
    // After a stop nobody takes the batch that was read ahead, so its failure concerns nobody.
    await Promise.allSettled([ahead]);
  }
}
