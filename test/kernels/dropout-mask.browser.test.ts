import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { dropoutMask } from '#kernels/dropout-mask.ts';

it.each([
  { shape: [3], rate: 0.5, seed: 1 },
  { shape: [5, 7, 3, 2], rate: 0.2, seed: 12345 },
  { shape: [32, 4097], rate: 0.5, seed: 2 ** 31 - 1 },
])('WebGL draws the mask that JavaScript draws: $shape, $rate, $seed', async ({ shape, rate, seed }) => {
  const draw = async (backend: string) => {
    await tf.setBackend(backend);
    const mask = dropoutMask(shape, rate, seed);
    expect(mask.shape).toEqual(shape);
    const values = await mask.data();
    mask.dispose();
    return values;
  };
  const expected = await draw('cpu');
  expect(new Set(expected).size).toBe(2);
  expect(await draw('webgl')).toEqual(expected);
});
