import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { AverageOfInside } from '#engine/layers/average-of-inside.ts';
import { LayerConstant } from '#engine/layers/layer-constant.ts';
import { startBackends } from '#test/kernels/backends.ts';

beforeAll(() => startBackends());

it('a constant is made once for a shape, whatever the batch, and anew for another shape or backend', async () => {
  await tf.setBackend('cpu');
  const { numTensors } = tf.memory();
  const constant = new LayerConstant();
  let made = 0;
  const get = (shape: number[]) => tf.tidy(() => constant.for(shape, () => tf.scalar(++made)).dataSync()[0]);
  expect([get([8, 5, 5, 2]), get([3, 5, 5, 2]), get([3, 4, 5, 2]), get([3, 4, 5, 2])]).toEqual([1, 1, 2, 2]);
  await tf.setBackend('wasm');
  expect([get([3, 4, 5, 2]), get([3, 4, 5, 2])]).toEqual([3, 3]);
  constant.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});

it('averages of the inside are right for maps of several sizes in turn, and leave no tensor behind', async () => {
  await tf.setBackend('wasm');
  const { numTensors } = tf.memory();
  const layer = new AverageOfInside({ name: 'inside', poolSize: [3, 3], strides: [1, 1], padding: 'same' });
  // The mean of equal pixels is that pixel, at the edges too, whatever the padding holds.
  for (const side of [4, 6, 4]) {
    const means = tf.tidy(() => (layer.apply(tf.fill([2, side, side, 3], 7)) as tf.Tensor).dataSync());
    for (const mean of means) expect(mean).toBeCloseTo(7, 5);
  }
  layer.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});
