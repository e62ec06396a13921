import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

describe('the gradient of a convolution with respect to its filter, on WASM', () => {
  it('loses no digits in a sum over many pixels', async () => {
    const x = () => tf.fill<tf.Rank.R4>([4, 200, 200, 1], 0.1);
    const [slope] = await on('wasm', () =>
      tf.grad((w) => tf.conv2d(x(), w as tf.Tensor4D, 1, 'valid').sum())(tf.ones([1, 1, 1, 1])),
    );
    // 160,000 times a tenth, which summed one by one in single precision is off by a thousandth.
    expect(Math.abs(slope! / 16_000 - 1)).toBeLessThan(1e-5);
  });

  it('gives the same bits every time', async () => {
    const gradient = () =>
      tf.grad((w) =>
        randomTensor<tf.Rank.R4>([4, 9, 9, 3], 6)
          .conv2d(w as tf.Tensor4D, 1, 'same')
          .square()
          .sum(),
      )(randomTensor([3, 3, 3, 5], 7));
    const first = await on('wasm', gradient);
    expect(await on('wasm', gradient)).toEqual(first);
  });

  it('is refused where the shapes do not belong together, which transposed convolution lets pass', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      const image = tf.ones<tf.Rank.R4>([1, 8, 8, 2]);
      const transposed = (w: tf.Tensor) => image.conv2dTranspose(w as tf.Tensor4D, [1, 4, 4, 3], 1, 'same');
      expect(() => tf.grad(transposed)(tf.ones([3, 3, 3, 2]))).toThrow(
        'A convolution with an output of [1,4,4,2] has no gradient of [1,8,8,2].',
      );
    });
  });
});
