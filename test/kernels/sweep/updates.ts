import * as tf from '@tensorflow/tfjs';
import { updateInPlace, type WeightUpdate } from '#kernels/weight-update.ts';
import { values } from '../comparison.ts';
import type { Computation, NamedTensors } from './computation.ts';

const rules: readonly (readonly [update: WeightUpdate, slots: number])[] = [
  [{ rule: 'sgd', rate: 0.1, decay: 0.01 }, 0],
  [{ rule: 'momentum', rate: 0.1, decay: 0, momentum: 0.9 }, 1],
  [{ rule: 'nesterov', rate: 0.1, decay: 0.01, momentum: 0.9 }, 1],
  [{ rule: 'rmsprop', rate: 0.1, decay: 0.01, decayRate: 0.9, epsilon: 1e-3 }, 1],
  [{ rule: 'adam', rate: 0.1, decay: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, keep: 1 }, 2],
  [{ rule: 'adam', rate: 0.1, decay: 0, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, keep: 0.98 }, 2],
];

const sizes = [1, 2, 3, 4, 7, 150, 1023, 5001];

/** A weight and its slots after an update, from its gradient `g`: the rules as their papers write them. */
function updated(update: WeightUpdate, w: number, g: number, a: number, b: number): number[] {
  const gradient = g + update.decay * w;
  switch (update.rule) {
    case 'sgd':
      return [w - update.rate * gradient];
    case 'momentum': {
      const velocity = update.momentum * a + gradient;
      return [w - update.rate * velocity, velocity];
    }
    case 'nesterov': {
      const velocity = update.momentum * a + gradient;
      return [w - update.rate * (gradient + update.momentum * velocity), velocity];
    }
    case 'rmsprop': {
      const square = update.decayRate * a + (1 - update.decayRate) * gradient ** 2;
      return [w - (update.rate * gradient) / Math.sqrt(square + update.epsilon), square];
    }
    case 'adam': {
      const mean = update.beta1 * a + (1 - update.beta1) * gradient;
      const square = update.beta2 * b + (1 - update.beta2) * gradient ** 2;
      return [update.keep * w - (update.rate * mean) / (Math.sqrt(square) + update.epsilon), mean, square];
    }
  }
}

const named = (tensors: readonly tf.Tensor[]): NamedTensors =>
  Object.fromEntries(tensors.map((tensor, i) => [i === 0 ? 'weight' : `slot ${i}`, tensor]));

/** Weight, gradient and two slots. */
function numbers(size: number): [Float32Array, Float32Array, Float32Array, Float32Array] {
  // Squares are not negative.
  return [values(size, 1), values(size, 2), values(size, 3).map(Math.abs), values(size, 4).map(Math.abs)];
}

export const updates: readonly Computation[] = rules.flatMap(([update, slotCount]) =>
  sizes.map(
    (size): Computation => ({
      name: `update of ${size} weights by ${JSON.stringify(update)}`,
      compute() {
        const [weight, gradient, ...slots] = numbers(size).map((v) => tf.tensor1d(v)) as [
          tf.Tensor1D,
          tf.Tensor1D,
          ...tf.Tensor1D[],
        ];
        const own = slots.slice(0, slotCount);
        if (!updateInPlace(update, weight, gradient, own)) throw new Error('Not updated in place.');
        return named([weight, ...own]);
      },
      reference() {
        const [w, g, a, b] = numbers(size);
        const rows = Array.from(w, (weight, i) => updated(update, weight, g[i]!, a[i]!, b[i]!));
        return named(tf.unstack(tf.transpose(tf.tensor2d(rows))));
      },
    }),
  ),
);
