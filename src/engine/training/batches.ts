import * as tf from '@tensorflow/tfjs';
import { augmentInto } from '#engine/data/augmentation.ts';
import type { ImageSet } from '#engine/data/dataset.ts';
import { Random } from '#engine/random.ts';
import { type Augmentation, NO_AUGMENTATION } from '#models/recipe.ts';

/** Mean and deviation of the training pixels, scaled to 0 to 1: what every image is normalised with. */
export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

/** A batch on the host: bytes, so that assembling is cheap. */
export interface HostBatch {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

/** A batch on the device: normalised images [count, height, width, channels] and labels [count]. */
export interface DeviceBatch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
}

const NO_RANDOM = new Random(0);

/** Gathers the images at `indices`, changed as `augmentation` says. */
export function assemble(
  set: ImageSet,
  indices: Uint32Array,
  augmentation: Augmentation = NO_AUGMENTATION,
  random: Random = NO_RANDOM,
): HostBatch {
  const size = set.height * set.width * set.channels;
  const pixels = new Uint8Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, slot) => {
    labels[slot] = set.labels[index]!;
    augmentInto(pixels, slot, set, index, augmentation, random);
  });
  return { count: indices.length, pixels, labels };
}

export function upload(batch: HostBatch, set: ImageSet, normalisation: Normalisation): DeviceBatch {
  const values = normalised(batch.pixels, normalisation);
  return {
    images: tf.tensor4d(values, [batch.count, set.height, set.width, set.channels]),
    labels: tf.tensor1d(batch.labels, 'int32'),
  };
}

/** Looked up: a byte has 256 values, and a backend would need a kernel for each operation. */
function normalised(pixels: Uint8Array, { mean, deviation }: Normalisation): Float32Array {
  const scale = Math.fround(1 / (255 * deviation));
  const offset = Math.fround(-mean / deviation);
  // In 32 bits at each operation, as everything that follows.
  const valueOfByte = Float32Array.from({ length: 256 }, (_, byte) => Math.fround(byte * scale) + offset);
  const values = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) values[i] = valueOfByte[pixels[i]!]!;
  return values;
}

export function disposeBatch({ images, labels }: DeviceBatch): void {
  images.dispose();
  labels.dispose();
}
