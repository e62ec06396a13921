import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { assemble, disposeBatch, upload } from '#engine/training/batches.ts';
import { useBackend } from '#test/engine/backends.ts';

it('a batch on the device is the bytes, normalised as 32-bit operations of tfjs normalise them', async () => {
  await useBackend('cpu');
  const pixels = Uint8Array.from({ length: 256 }, (_, i) => i);
  const set = { count: 2, height: 8, width: 8, channels: 2, pixels, labels: Uint8Array.of(3, 7) };
  const [mean, deviation] = [0.1306604762738429, 0.3081078038564622];
  const batch = upload(assemble(set, Uint32Array.of(1, 0)), set, { mean, deviation });
  expect(batch.images.shape).toEqual([2, 8, 8, 2]);
  expect([...batch.labels.dataSync()]).toEqual([7, 3]);
  const expected = tf.tidy(() => {
    const bytes = tf.tensor([...pixels.subarray(128), ...pixels.subarray(0, 128)]);
    return tf.add(tf.mul(bytes, 1 / (255 * deviation)), -mean / deviation).dataSync();
  });
  expect(batch.images.dataSync()).toEqual(expected);
  disposeBatch(batch);
});
