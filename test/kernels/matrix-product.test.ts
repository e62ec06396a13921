import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { on } from './comparison.ts';

beforeAll(() => startBackends());

describe('a matrix product on WASM', () => {
  it('of no terms is 0, transposed or not', async () => {
    for (const transposeA of [false, true]) {
      const found = await on('wasm', () => {
        // What was in the memory before must not show.
        tf.dispose(tf.fill([3, 4], 7));
        return tf.matMul(tf.zeros(transposeA ? [0, 3] : [3, 0]), tf.zeros([0, 4]), transposeA);
      });
      expect(found).toEqual(new Float32Array(12));
    }
  });

  it('refuses inner dimensions that differ', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 2]))).toThrow(/inner/i);
    });
  });
});
