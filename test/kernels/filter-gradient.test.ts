import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, on, randomTensor } from './comparison.ts';
import { type ConvolutionCase, convolutionCases, describeCase } from './convolution-cases.ts';

/** Layers so wide that the pixels' values are packed: several images at a time, and one in several blocks. */
const wideCases: readonly ConvolutionCase[] = [
  { input: [9, 4, 3, 250], filter: [3, 2, 250, 132], strides: [1, 2], padding: 'same' },
  { input: [1, 12, 61, 131], filter: [1, 1, 131, 253], strides: [1, 2], padding: 'valid' },
];

beforeAll(() => startBackends());

describe('the gradient of a convolution with respect to its filter, on WASM', () => {
  for (const example of [...convolutionCases, ...wideCases]) {
    const { input, filter, strides, padding } = example;

    it(`equals the CPU backend's for ${describeCase(example)}`, async () => {
      await expectWasmEqualsCpu(() => {
        const x = randomTensor<tf.Rank.R4>(input, 1);
        const w = randomTensor<tf.Rank.R4>(filter, 2);
        const loss = (v: tf.Tensor) => {
          const y = tf.conv2d(x, v as tf.Tensor4D, strides, padding);
          return y.mul(randomTensor(y.shape, 3)).sum();
        };
        return tf.grad(loss)(w);
      });
    });
  }

  it('equals the slope of the loss measured by small changes of each weight', async () => {
    const epsilon = 1e-2;
    const loss = (x: tf.Tensor4D, w: tf.Tensor4D) => x.conv2d(w, 2, 'same').square().sum().div<tf.Scalar>(2);
    const analytic = await on('wasm', () => {
      const x = randomTensor<tf.Rank.R4>([2, 5, 6, 3], 4);
      return tf.grad((w) => loss(x, w as tf.Tensor4D))(randomTensor([3, 3, 3, 2], 5));
    });
    for (const index of analytic.keys()) {
      const [slope] = await on('wasm', () => {
        const x = randomTensor<tf.Rank.R4>([2, 5, 6, 3], 4);
        const w = randomTensor<tf.Rank.R4>([3, 3, 3, 2], 5);
        const step = tf
          .oneHot(tf.scalar(index, 'int32'), analytic.length)
          .mul(epsilon)
          .reshape<tf.Tensor4D>(w.shape);
        return loss(x, w.add(step))
          .sub(loss(x, w.sub(step)))
          .div(2 * epsilon);
      });
      expect(slope).toBeCloseTo(analytic[index]!, 2);
    }
  });

  it('loses no digits in a sum over many pixels', async () => {
    const x = () => tf.fill<tf.Rank.R4>([4, 200, 200, 1], 0.1);
    const [slope] = await on('wasm', () =>
      tf.grad((w) => tf.conv2d(x(), w as tf.Tensor4D, 1, 'valid').sum())(tf.ones([1, 1, 1, 1])),
    );
    // 160,000 times a tenth, which summed one by one in single precision is off by a thousandth.
    expect(Math.abs(slope! / 16_000 - 1)).toBeLessThan(1e-5);
  });

  it('gives the same bits every time', async () => {
    const gradient = () =>
      tf.grad((w) =>
        randomTensor<tf.Rank.R4>([4, 9, 9, 3], 6)
          .conv2d(w as tf.Tensor4D, 1, 'same')
          .square()
          .sum(),
      )(randomTensor([3, 3, 3, 5], 7));
    const first = await on('wasm', gradient);
    expect(await on('wasm', gradient)).toEqual(first);
  });
});
