import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { updateInPlace, type WeightUpdate } from '#kernels/weight-update.ts';
import { startBackends } from './backends.ts';
import { expectClose, values } from './comparison.ts';

beforeAll(() => startBackends());

const sizes = [1, 2, 3, 4, 7, 150, 1001];

/** The rules as their papers write them, one number at a time. */
function expected(
  update: WeightUpdate,
  w: number,
  g: number,
  a: number,
  b: number,
): [number, number, number] {
  const gradient = g + update.decay * w;
  switch (update.rule) {
    case 'sgd':
      return [w - update.rate * gradient, a, b];
    case 'momentum': {
      const velocity = update.momentum * a + gradient;
      return [w - update.rate * velocity, velocity, b];
    }
    case 'nesterov': {
      const velocity = update.momentum * a + gradient;
      return [w - update.rate * (gradient + update.momentum * velocity), velocity, b];
    }
    case 'rmsprop': {
      const square = update.decayRate * a + (1 - update.decayRate) * gradient ** 2;
      return [w - (update.rate * gradient) / Math.sqrt(square + update.epsilon), square, b];
    }
    case 'adam': {
      const mean = update.beta1 * a + (1 - update.beta1) * gradient;
      const square = update.beta2 * b + (1 - update.beta2) * gradient ** 2;
      return [update.keep * w - (update.rate * mean) / (Math.sqrt(square) + update.epsilon), mean, square];
    }
  }
}

const updates: [WeightUpdate, slots: number][] = [
  [{ rule: 'sgd', rate: 0.1, decay: 0.01 }, 0],
  [{ rule: 'momentum', rate: 0.1, decay: 0, momentum: 0.9 }, 1],
  [{ rule: 'nesterov', rate: 0.1, decay: 0.01, momentum: 0.9 }, 1],
  [{ rule: 'rmsprop', rate: 0.1, decay: 0.01, decayRate: 0.9, epsilon: 1e-3 }, 1],
  [{ rule: 'adam', rate: 0.1, decay: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, keep: 1 }, 2],
  [{ rule: 'adam', rate: 0.1, decay: 0, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, keep: 0.98 }, 2],
];

describe('an update of a weight in place', () => {
  for (const [update, slotCount] of updates) {
    it(`follows the rule ${JSON.stringify(update)} and leaves no tensor`, async () => {
      await tf.setBackend('wasm');
      for (const size of sizes) {
        const numbers = [1, 2, 3, 4].map((seed) => values(size, seed));
        const [w, g, a, b] = numbers as [Float32Array, Float32Array, Float32Array, Float32Array];
        // Squares are not negative.
        for (const slot of [a, b]) slot.set(slot.map(Math.abs));
        const wanted = Array.from(w, (value, i) => expected(update, value, g[i]!, a[i]!, b[i]!));
        const [weight, gradient, ...slots] = [w, g, a, b].slice(0, 2 + slotCount).map((v) => tf.tensor1d(v));
        const before = tf.memory().numTensors;
        expect(updateInPlace(update, weight!, gradient!, slots)).toBe(true);
        expect(tf.memory().numTensors).toBe(before);
        [weight!, ...slots].forEach((tensor, which) => {
          expectClose(
            tensor.dataSync() as Float32Array,
            Float32Array.from(wanted, (row) => row[which]!),
          );
        });
        tf.dispose([weight!, gradient!, ...slots]);
      }
    });
  }

  it('declines to change a buffer that another tensor shares, or that is on another backend', async () => {
    await tf.setBackend('wasm');
    const weight = tf.tensor1d([1, 2, 3]);
    const gradient = tf.tensor1d([1, 1, 1]);
    const copy = weight.reshape([3, 1]);
    const update: WeightUpdate = { rule: 'sgd', rate: 1, decay: 0 };
    expect(updateInPlace(update, weight, gradient, [])).toBe(false);
    copy.dispose();
    expect(updateInPlace(update, weight, gradient, [])).toBe(true);
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
