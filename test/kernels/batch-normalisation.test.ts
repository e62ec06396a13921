import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormTraining, hasBatchNormTraining } from '#kernels/batch-normalisation.ts';
import { startBackends } from './backends.ts';

beforeAll(() => startBackends());

describe('batch normalisation in training on WASM', () => {
  it('says whether it is there, and refuses parameters of another size', async () => {
    await tf.setBackend('cpu');
    expect(hasBatchNormTraining()).toBe(false);
    await tf.setBackend('wasm');
    expect(hasBatchNormTraining()).toBe(true);
    tf.tidy(() => {
      expect(() => batchNormTraining(tf.ones([2, 3]), tf.ones([2]), tf.ones([3]), 1e-3)).toThrow(
        /gamma \[3\]/,
      );
    });
  });

  it('refuses whole numbers and booleans, whose bytes are no floats', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      const [x, gamma, beta] = [tf.ones([2, 3]), tf.ones([3]), tf.ones([3])];
      expect(() => batchNormTraining(x.toInt(), gamma, beta, 1e-3)).toThrow(/float32; x is of int32/);
      expect(() => batchNormTraining(x, gamma.toBool(), beta, 1e-3)).toThrow(/float32; gamma is of bool/);
    });
  });
});
