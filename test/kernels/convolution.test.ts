import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';

beforeAll(() => startBackends());

describe('a convolution on WASM', () => {
  it('refuses a filter that no image has room for, forward and backward', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([2, 3, 2, 3]);
      const convolve = (w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, 1, 'valid');
      const filter = tf.ones([1, 5, 3, 4]);
      expect(() => convolve(filter)).toThrow('A filter of [1,5,3,4] does not fit an image of [2,3,2,3].');
      expect(() => tf.grad((w) => convolve(w).sum())(filter)).toThrow('does not fit');
    });
  });
});
