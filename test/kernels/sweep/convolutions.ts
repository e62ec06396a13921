import * as tf from '@tensorflow/tfjs';
import { randomTensor } from '../comparison.ts';
import type { Computation } from './computation.ts';
import {
  type ConvolutionCase,
  convolutionCases,
  describeCase,
  emptyCases,
  manyPixelCases,
  wideCases,
} from './convolution-cases.ts';

/** The convolution, the same with bias and ReLU, and its gradients with respect to input and filter. */
function convolution(example: ConvolutionCase): Computation {
  const { input, filter, strides, padding } = example;
  const convolve = (x: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, padding);
  return {
    name: `convolution of ${describeCase(example)}`,
    compute() {
      const x = randomTensor<tf.Rank.R4>(input, 1);
      const w = randomTensor<tf.Rank.R4>(filter, 2);
      const y = convolve(x, w);
      const dy = randomTensor(y.shape, 3);
      const bias = randomTensor([filter[3]], 4);
      const fused = tf.fused.conv2d({ x, filter: w, strides, pad: padding, bias, activation: 'relu' });
      const [dx, dw] = tf.grads((a, b) => convolve(a!, b!).mul(dy).sum())([x, w]);
      return { output: y, 'output with bias and ReLU': fused, 'input gradient': dx!, 'filter gradient': dw! };
    },
  };
}

/** What is left to tfjs, and an activation that is not. */
const others: Computation = {
  name: 'convolution with a dilated filter, ReLU6 and sigmoid',
  compute() {
    const x = randomTensor<tf.Rank.R4>([2, 9, 9, 3], 5).mul<tf.Tensor4D>(20);
    const filter = randomTensor<tf.Rank.R4>([3, 3, 3, 5], 6);
    const activated = (activation: 'relu6' | 'sigmoid') =>
      tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation });
    return {
      'output with a dilated filter': tf.conv2d(x, filter, 1, 'same', 'NHWC', 2),
      'output with ReLU6': activated('relu6'),
      'output with sigmoid': activated('sigmoid'),
    };
  },
};

export const convolutions: readonly Computation[] = [
  ...[...convolutionCases, ...manyPixelCases, ...wideCases, ...emptyCases].map(convolution),
  others,
];
