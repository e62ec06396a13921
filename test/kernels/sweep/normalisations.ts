import * as tf from '@tensorflow/tfjs';
import { batchNormTraining } from '#kernels/batch-normalisation.ts';
import { randomTensor } from '../comparison.ts';
import type { Computation, NamedTensors } from './computation.ts';

const epsilon = 1e-3;

interface Normalised {
  readonly y: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

type Normalise = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => Normalised;

/** The definition in tfjs operations, for any backend (Ioffe & Szegedy 2015, algorithm 1). */
const defined: Normalise = (x, gamma, beta) => {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes);
  return { y: x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta), mean, variance };
};

const fused: Normalise = (x, gamma, beta) => batchNormTraining(x, gamma, beta, epsilon);

/** The normalised values, the moments, and the gradients with respect to x, gamma and beta. */
function batchNormalisation(shape: number[], normalise: Normalise): NamedTensors {
  const channels = shape.slice(-1);
  // Far from zero, where a one-pass variance would lose its digits.
  const inputs = [
    randomTensor(shape, 1).mul(2).add(5),
    randomTensor(channels, 2),
    randomTensor(channels, 3),
  ] as const;
  const loss = (...[x, gamma, beta]: tf.Tensor[]) =>
    normalise(x!, gamma!, beta!).y.mul(randomTensor(shape, 4)).sum();
  const [dx, dgamma, dbeta] = tf.grads(loss)([...inputs]);
  return {
    ...normalise(...inputs),
    'gradient of x': dx!,
    'gradient of gamma': dgamma!,
    'gradient of beta': dbeta!,
  };
}

const batchShapes = [
  [8, 5, 7, 16],
  [3, 9, 9, 5],
  [2, 3, 3, 1],
  [300, 7],
  [1, 2, 2, 98],
  [3, 20, 20, 16],
  [2, 31, 17, 38],
];

const responseShapes = [
  [2, 5, 7, 16],
  [1, 3, 3, 1],
  [3, 2, 5, 7],
  [1, 4, 1, 2],
  [1, 3, 3, 97],
  [3, 20, 20, 16],
];

const responseConstants = [
  { radius: 2, bias: 2, alpha: 1e-1, beta: 0.75 },
  { radius: 5, bias: 1, alpha: 1, beta: 0.75 },
  { radius: 0, bias: 1, alpha: 0.5, beta: 0.75 },
  { radius: 2, bias: 1, alpha: 1, beta: 0.5 },
];

export const normalisations: readonly Computation[] = [
  ...batchShapes.map(
    (shape): Computation => ({
      name: `batch normalisation of ${shape.join('x')}`,
      compute: () => batchNormalisation(shape, fused),
      reference: () => batchNormalisation(shape, defined),
    }),
  ),
  ...responseShapes.flatMap((shape) =>
    responseConstants.map(({ radius, bias, alpha, beta }): Computation => {
      const normalise = (x: tf.Tensor) =>
        (x as tf.Tensor4D).localResponseNormalization(radius, bias, alpha, beta);
      return {
        name: `local response normalisation of ${shape.join('x')}, radius ${radius}, beta ${beta}`,
        compute() {
          const x = randomTensor(shape, 1).mul(3);
          const gradient = tf.grad((v) => normalise(v).mul(randomTensor(shape, 2)).sum())(x);
          return { output: normalise(x), 'input gradient': gradient };
        },
      };
    }),
  ),
];
