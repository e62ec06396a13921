import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { updateInPlace, type WeightUpdate } from '#kernels/weight-update.ts';
import { startBackends } from './backends.ts';

beforeAll(() => startBackends());

describe('an update of a weight in place', () => {
  it('declines to change a buffer that another tensor shares, or that is on another backend', async () => {
    await tf.setBackend('wasm');
    const weight = tf.tensor1d([1, 2, 3]);
    const gradient = tf.tensor1d([1, 1, 1]);
    const copy = weight.reshape([3, 1]);
    const update: WeightUpdate = { rule: 'sgd', rate: 1, decay: 0 };
    expect(updateInPlace(update, weight, gradient, [])).toBe(false);
    copy.dispose();
    const { numTensors } = tf.memory();
    expect(updateInPlace(update, weight, gradient, [])).toBe(true);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(Array.from(weight.dataSync())).toEqual([0, 1, 2]);
    await tf.setBackend('cpu');
    expect(updateInPlace(update, weight, gradient, [])).toBe(false);
    await tf.setBackend('wasm');
    tf.dispose([weight, gradient]);
  });

  it('refuses a gradient or slots that do not fit the weight', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      const [three, two] = [tf.zeros([3]), tf.zeros([2])];
      expect(() => updateInPlace({ rule: 'sgd', rate: 1, decay: 0 }, three, two, [])).toThrow(/3 values.* 2/);
      expect(() =>
        updateInPlace({ rule: 'momentum', rate: 1, decay: 0, momentum: 0.9 }, three, tf.ones([3]), []),
      ).toThrow(/1 slots/);
    });
  });
});
