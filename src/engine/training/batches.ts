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

/** A batch on the host: bytes, so that assembling is cheap and the upload small. */
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

export function upload(batch: HostBatch, set: ImageSet, { mean, deviation }: Normalisation): DeviceBatch {
  const images = tf.tidy(() => {
    const bytes = tf.tensor4d(batch.pixels, [batch.count, set.height, set.width, set.channels], 'int32');
    const scale = 1 / (255 * deviation);
    return tf.add(tf.mul(tf.cast(bytes, 'float32'), scale), -mean / deviation) as tf.Tensor4D;
  });
  return { images, labels: tf.tensor1d(batch.labels, 'int32') };
}

export function disposeBatch({ images, labels }: DeviceBatch): void {
  images.dispose();
  labels.dispose();
}
