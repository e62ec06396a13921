import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryImages } from '#engine/data/image-set.ts';
import { disposeBatch, upload } from '#engine/training/device-batch.ts';
import { useBackend } from '#test/engine/backends.ts';
import { hostBatch } from '#test/engine/batches.ts';

describe('a batch on the device', () => {
  beforeAll(() => useBackend('cpu'));

  it('is the bytes, normalised channel by channel as 32-bit operations of tfjs normalise them', () => {
    const pixels = Uint8Array.from({ length: 256 }, (_, i) => i);
    const set = new MemoryImages({ height: 8, width: 8, channels: 2 }, pixels, Uint16Array.of(3, 700));
    const mean = [0.1306604762738429, 0.4];
    const deviation = [0.3081078038564622, 0.2];
    const batch = upload(hostBatch(set, Uint32Array.of(1, 0)), set, { mean, deviation });
    expect(batch.images.shape).toEqual([2, 8, 8, 2]);
    expect([...batch.labels.dataSync()]).toEqual([700, 3]);
    const expected = tf.tidy(() => {
      const bytes = tf.tensor2d([...pixels.subarray(128), ...pixels.subarray(0, 128)], [128, 2]);
      const scale = tf.tensor1d(deviation.map((value) => 1 / (255 * value)));
      const offset = tf.tensor1d(mean.map((value, i) => -value / deviation[i]!));
      return tf.add(tf.mul(bytes, scale), offset).dataSync();
    });
    expect(batch.images.dataSync()).toEqual(expected);
    disposeBatch(batch);
  });

  it('is finite where all pixels of a channel are alike', () => {
    const set = new MemoryImages(
      { height: 1, width: 2, channels: 1 },
      Uint8Array.of(255, 255),
      Uint16Array.of(0),
    );
    const batch = upload(hostBatch(set, Uint32Array.of(0)), set, { mean: [1], deviation: [0] });
    expect([...batch.images.dataSync()]).toEqual([0, 0]);
    disposeBatch(batch);
  });
});
