import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '#kernels/cross-entropy.ts';
import { randomTensor } from '../comparison.ts';
import type { Computation, NamedTensors } from './computation.ts';

const shapes = [[], [0, 3], [1], [3], [4], [7], [7, 9], [2, 33], [2, 5, 5, 8], [1025], [5001]];

const elementwise = shapes.map(
  (shape): Computation => ({
    name: `sum, ReLU and its gradient of shape [${shape}]`,
    exact: true,
    compute() {
      const [a, b] = [randomTensor(shape, 1), randomTensor(shape, 2)];
      const gradient = tf.grad((x) => tf.relu(x).mul(b).sum())(a);
      return { sum: tf.add(a, b), ReLU: tf.relu(a), 'gradient of ReLU': gradient };
    },
  }),
);

const special: Computation = {
  name: 'ReLU and its gradient of what is no number, zero, tiny or infinite',
  exact: true,
  compute() {
    const x = tf.tensor1d([-1, Number.NaN, 2, Number.NaN, 0, 1e-30, Number.POSITIVE_INFINITY, -1e30, -0]);
    const weights = randomTensor([9], 1);
    return { ReLU: tf.relu(x), 'gradient of ReLU': tf.grad((v) => tf.relu(v).mul(weights).sum())(x) };
  },
};

const others: Computation = {
  name: 'sums of a broadcast and of whole numbers',
  exact: true,
  compute: () => ({
    'sum of a broadcast': tf.add(randomTensor([3, 4, 5], 1), randomTensor([5], 2)),
    'sum of whole numbers': tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')),
  }),
};

const reductions: readonly (readonly [shape: number[], axis: number | number[]])[] = [
  [
    [3, 5, 7, 6],
    [0, 1, 2],
  ],
  [
    [2, 31, 17, 38],
    [0, 1, 2],
  ],
  [[1000, 17], 0],
  [[0, 3], 0],
  [[2, 3, 4], [0]],
  [[2, 3, 4], [1]],
  [[2, 3, 4], [-1]],
  [
    [6, 3],
    [1, 0],
  ],
  [[5], 0],
];

const sums = reductions.map(
  ([shape, axis]): Computation => ({
    name: `sum of ${shape.join('x')} over ${JSON.stringify(axis)}`,
    compute() {
      const x = randomTensor(shape, 4);
      return { sum: tf.sum(x, axis), 'sum of the same rank': tf.sum(x, axis, true) };
    },
  }),
);

type Loss = (logits: tf.Tensor2D, target: tf.Tensor2D) => tf.Tensor;

/** The loss and its gradient with respect to the logits. */
function crossEntropy(rows: number, classes: number, scale: number, loss: Loss): NamedTensors {
  const logits = randomTensor<tf.Rank.R2>([rows, classes], 1).mul<tf.Tensor2D>(scale);
  const target = tf.softmax(randomTensor<tf.Rank.R2>([rows, classes], 2).mul<tf.Tensor2D>(5));
  const gradient = tf.grad((x) => loss(x as tf.Tensor2D, target).mul(0.3))(logits);
  return { loss: loss(logits, target), 'gradient of the logits': gradient };
}

/** Rows, classes, and how large the logits are. */
export const crossEntropyCases = [
  [1, 2, 1],
  [7, 10, 1],
  [3, 10, 300],
  [5, 1000, 10],
  [128, 10, 5],
  [4, 3, 1e-3],
] as const;

const crossEntropies = crossEntropyCases.map(
  ([rows, classes, scale]): Computation => ({
    name: `cross-entropy of ${rows} rows of ${classes} classes up to ${scale}`,
    compute: () => crossEntropy(rows, classes, scale, softmaxCrossEntropy),
    reference: () =>
      crossEntropy(rows, classes, scale, (logits, target) => tf.losses.softmaxCrossEntropy(target, logits)),
  }),
);

/** Sums, ReLU, cross-entropy: kernels of few cases each. */
export const rest: readonly Computation[] = [...elementwise, special, others, ...sums, ...crossEntropies];
