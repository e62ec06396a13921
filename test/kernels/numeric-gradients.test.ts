import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormTraining } from '#kernels/batch-normalisation.ts';
import { softmaxCrossEntropy } from '#kernels/cross-entropy.ts';
import { startBackends } from './backends.ts';
import { values } from './comparison.ts';

beforeAll(() => startBackends());

const change = 1e-2;

interface Input {
  readonly shape: number[];
  readonly numbers: Float32Array;
}

const random = (shape: number[], seed: number): Input => ({
  shape,
  numbers: values(tf.util.sizeFromShape(shape), seed),
});

/** So far from each other that no change makes another the largest. */
const spread = (shape: number[]): Input => {
  const size = tf.util.sizeFromShape(shape);
  return { shape, numbers: Float32Array.from({ length: size }, (_, i) => 0.1 * ((i * 37) % size)) };
};

/** So far from zero that no change reaches it. */
const awayFromZero = ({ shape, numbers }: Input): Input => ({
  shape,
  numbers: numbers.map((value) => value + 0.1 * Math.sign(value)),
});

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

const example = (name: string, inputs: Input[], operation: Operation) => ({ name, inputs, operation });

const pools = { maxPool: tf.maxPool, avgPool: tf.avgPool };

const pool = (name: keyof typeof pools, size: number | [number, number], padding: 'same' | 'valid') =>
  example(`${name} of ${size}, padding ${padding}`, [spread([1, 5, 6, 3])], (x) =>
    pools[name](x as tf.Tensor4D, size, 2, padding),
  );

const product = (transposeA: boolean, transposeB: boolean) =>
  example(
    `matrix product, transposed ${transposeA} ${transposeB}`,
    [random(transposeA ? [5, 3] : [3, 5], 1), random(transposeB ? [9, 5] : [5, 9], 2)],
    (a, b) => tf.matMul(a, b, transposeA, transposeB),
  );

const examples = [
  example('convolution', [random([2, 5, 6, 3], 1), random([3, 2, 3, 2], 2)], (x, w) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 1),
  ),
  pool('maxPool', 2, 'valid'),
  pool('maxPool', 3, 'same'),
  pool('maxPool', [2, 3], 'same'),
  pool('avgPool', 2, 'valid'),
  pool('avgPool', 3, 'same'),
  pool('avgPool', [2, 3], 'same'),
  example(
    'batch normalisation',
    [random([3, 3, 2, 5], 1), random([5], 2), random([5], 3)],
    (x, gamma, beta) => batchNormTraining(x!, gamma!, beta!, 1e-2).y,
  ),
  example('local response normalisation', [random([1, 2, 2, 7], 1)], (x) =>
    (x as tf.Tensor4D).localResponseNormalization(2, 1, 0.5, 0.75),
  ),
  example('ReLU', [awayFromZero(random([3, 7], 1))], (x) => tf.relu(x!)),
  example('softmax cross-entropy', [random([3, 5], 1)], (x) =>
    softmaxCrossEntropy(x as tf.Tensor2D, tf.softmax(tf.tensor2d(values(15, 2), [3, 5]))),
  ),
  product(false, false),
  product(false, true),
  product(true, false),
  product(true, true),
  example('bias', [random([2, 3, 3, 5], 1), random([5], 2)], (x, bias) => tf.add(x!, bias!)),
];

/** What the operation gives where one number of one input is changed. */
function changed(operation: Operation, inputs: readonly Input[], which: number, at: number, by: number) {
  const output = tf.tidy(() =>
    operation(
      ...inputs.map(({ shape, numbers }, i) =>
        tf.tensor(i === which ? numbers.with(at, numbers[at]! + by) : numbers, shape),
      ),
    ),
  );
  const numbers = output.dataSync<'float32'>();
  output.dispose();
  return numbers;
}

describe('on WASM, the gradients for all inputs are the slopes measured by small changes', () => {
  it.each(examples)('$name', ({ inputs, operation }) => {
    const size = changed(operation, inputs, 0, 0, 0).length;
    const weights = values(size, 9);
    const gradients = tf.tidy(() =>
      tf
        .grads((...xs) => {
          const y = operation(...xs);
          return y.mul(tf.tensor(weights, y.shape)).sum();
        })(inputs.map(({ shape, numbers }) => tf.tensor(numbers, shape)))
        .map((gradient) => gradient.dataSync<'float32'>()),
    );
    for (const [which, gradient] of gradients.entries()) {
      const slopes = gradient.map((_, at) => {
        const above = changed(operation, inputs, which, at, change);
        const below = changed(operation, inputs, which, at, -change);
        // In double precision, which single would leave few digits of.
        return weights.reduce((sum, weight, i) => sum + weight * (above[i]! - below[i]!), 0) / (2 * change);
      });
      for (const [at, slope] of slopes.entries()) {
        expect(Math.abs(gradient[at]! - slope), `input ${which}, ${at}`).toBeLessThan(1e-3);
      }
      expect(gradient.some((slope) => Math.abs(slope) > 1e-2)).toBe(true);
    }
  });
});
