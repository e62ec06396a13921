import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { on } from './comparison.ts';

beforeAll(() => startBackends());

describe('the gradient of ReLU', () => {
  it('is the definition on either backend: 0 where the input is not positive', async () => {
    for (const backend of ['cpu', 'wasm'] as const) {
      const slopes = await on(backend, () =>
        tf.grad((x) =>
          tf
            .relu(x)
            .mul(tf.tensor1d([5, 6, 7, 8]))
            .sum(),
        )(tf.tensor1d([-1, 0, 1e-30, 2])),
      );
      expect([...slopes]).toEqual([0, 0, 7, 8]);
    }
  });
});
