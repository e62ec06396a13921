import * as tf from '@tensorflow/tfjs';
import type { HostBatch } from '#engine/data/batch-stream.ts';
import type { ImageShape, Normalisation } from '#engine/data/image-set.ts';

/** A batch on the device: normalised images [count, height, width, channels] and labels [count]. */
export interface DeviceBatch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
}

export function upload(batch: HostBatch, shape: ImageShape, normalisation: Normalisation): DeviceBatch {
  const values = normalised(batch.pixels, normalisation);
  return {
    images: tf.tensor4d(values, [batch.count, shape.height, shape.width, shape.channels]),
    labels: tf.tensor1d(batch.labels, 'int32'),
  };
}

/** Looks each byte up in a table of 256 values; on the backend every operation would cost a kernel. */
function normalised(pixels: Uint8Array, { mean, deviation, channelOrder }: Normalisation): Float32Array {
  const tables = mean.map((value, channel) => valueOfByte(value, deviation[channel]!));
  const values = new Float32Array(pixels.length);
  const [only, ...others] = tables;
  if (others.length === 0) {
    for (let i = 0; i < pixels.length; i++) values[i] = only![pixels[i]!]!;
    return values;
  }
  const last = tables.length - 1;
  for (const [channel, table] of tables.entries()) {
    // From the channel of the image that comes at this place of the input.
    const ahead = channelOrder === 'bgr' ? last - 2 * channel : 0;
    for (let i = channel; i < pixels.length; i += tables.length) values[i] = table[pixels[i + ahead]!]!;
  }
  return values;
}

/** A channel without any deviation is only centred. */
function valueOfByte(mean: number, deviation: number): Float32Array {
  const divisor = deviation === 0 ? 1 : deviation;
  const scale = Math.fround(1 / (255 * divisor));
  const offset = Math.fround(-mean / divisor);
  // Round to 32 bits after each operation, as the backends do.
  return Float32Array.from({ length: 256 }, (_, byte) => Math.fround(byte * scale) + offset);
}

export function disposeBatch({ images, labels }: DeviceBatch): void {
  images.dispose();
  labels.dispose();
}
