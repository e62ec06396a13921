import * as tf from '@tensorflow/tfjs';
import { randomTensor } from '../comparison.ts';
import type { Computation } from './computation.ts';

type Padding = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;

interface PoolingCase {
  readonly input: [batch: number, height: number, width: number, channels: number];
  readonly size: number | [number, number];
  readonly strides: number | [number, number];
  readonly padding: Padding;
}

const asymmetric: Padding = [
  [0, 0],
  [1, 0],
  [0, 2],
  [0, 0],
];

const cases: readonly PoolingCase[] = [
  { input: [3, 28, 28, 6], size: 2, strides: 2, padding: 'valid' },
  { input: [2, 9, 7, 5], size: 2, strides: 2, padding: 'valid' },
  { input: [2, 7, 7, 3], size: 2, strides: 2, padding: 'same' },
  { input: [1, 7, 9, 1], size: 3, strides: 2, padding: 'same' },
  { input: [2, 13, 13, 5], size: 3, strides: 1, padding: 'same' },
  { input: [10, 13, 11, 6], size: 3, strides: 2, padding: 'same' },
  { input: [2, 8, 11, 16], size: 3, strides: 2, padding: 'valid' },
  { input: [1, 10, 9, 7], size: 2, strides: 3, padding: 'valid' },
  { input: [2, 12, 9, 3], size: 3, strides: 4, padding: 1 },
  { input: [1, 6, 7, 4], size: 3, strides: 2, padding: asymmetric },
  { input: [2, 7, 7, 9], size: 7, strides: 1, padding: 'valid' },
  { input: [2, 9, 8, 6], size: [3, 2], strides: [1, 2], padding: 'valid' },
  { input: [2, 8, 9, 5], size: [2, 4], strides: [3, 2], padding: 'same' },
  { input: [1, 5, 12, 3], size: [1, 4], strides: [1, 4], padding: 'valid' },
];

const describePooling = ({ input, size, strides, padding }: PoolingCase) =>
  `${input.join('x')}, size ${size}, stride ${strides}, padding ${JSON.stringify(padding)}`;

/** The gradient of random weights' sum over what `pool` makes of x. */
function gradient(pool: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.grad((v) => {
    const y = pool(v as tf.Tensor4D);
    return y.mul(randomTensor(y.shape, 2)).sum();
  })(x);
}

// tfjs asks for a rounding mode with explicit padding.
const rounding = (padding: Padding) => (typeof padding === 'string' ? undefined : 'floor');

function maximum(example: PoolingCase, x: () => tf.Tensor, what: string): Computation {
  const { size, strides, padding } = example;
  return {
    name: `gradient of maximum pooling of ${describePooling(example)}${what}`,
    compute: () => ({
      'input gradient': gradient(
        (v) => tf.maxPool(v, size, strides, padding as 'valid', rounding(padding)),
        x(),
      ),
    }),
  };
}

/**
 * The mean over the real pixels under each window, as tfjs pools, by pooling a padded input without padding: the
 * gradient that tfjs's CPU backend has for padded pooling divides by the whole window, and is not that of its means.
 */
function averageOfPadded(x: tf.Tensor4D, { size, strides, padding }: PoolingCase): tf.Tensor {
  const { padInfo } = tf.backend_util.computePool2DInfo(
    x.shape,
    size,
    strides,
    1,
    padding,
    rounding(padding),
  );
  const around: [number, number][] = [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ];
  const mean = (v: tf.Tensor4D) => tf.avgPool(tf.pad(v, around) as tf.Tensor4D, size, strides, 'valid');
  return mean(x).div(mean(tf.onesLike(x)));
}

function average(example: PoolingCase): Computation {
  const { input, size, strides, padding } = example;
  const x = () => randomTensor(input, 1);
  return {
    name: `gradient of average pooling of ${describePooling(example)}`,
    compute: () => ({
      'input gradient': gradient(
        (v) => tf.avgPool(v, size, strides, padding as 'valid', rounding(padding)),
        x(),
      ),
    }),
    reference: () => ({ 'input gradient': gradient((v) => averageOfPadded(v, example), x()) }),
  };
}

/** Some of the values in place of others: what has no largest value among it, and what is none. */
function withoutNumbers(shape: number[]): tf.Tensor {
  const x = randomTensor(shape, 1);
  const lowest = tf.where(randomTensor(shape, 5).greater(-0.5), tf.fill(shape, Number.NEGATIVE_INFINITY), x);
  return tf.where(randomTensor(shape, 6).greater(0.5), tf.fill(shape, Number.NaN), lowest);
}

export const poolings: readonly Computation[] = cases.flatMap((example) => {
  const { input, padding } = example;
  return [
    maximum(example, () => randomTensor(input, 1), ''),
    maximum(example, () => randomTensor(input, 3).mul(2).round(), ', many values equal'),
    maximum(example, () => withoutNumbers(input), ', many values none or infinite'),
    // Average pooling of tfjs takes symmetric padding only.
    ...(padding === asymmetric ? [] : [average(example)]),
  ];
});
