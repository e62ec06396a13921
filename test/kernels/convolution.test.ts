import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, on, randomTensor } from './comparison.ts';
import { convolutionCases, describeCase } from './convolution-cases.ts';

beforeAll(() => startBackends());

describe('a convolution on WASM', () => {
  for (const example of convolutionCases) {
    const { input, filter, strides, padding } = example;
    const x = () => randomTensor<tf.Rank.R4>(input, 1);
    const w = () => randomTensor<tf.Rank.R4>(filter, 2);

    it(`equals the CPU backend's for ${describeCase(example)}`, async () => {
      await expectWasmEqualsCpu(() => tf.conv2d(x(), w(), strides, padding));
    });

    it(`has the CPU backend's gradient with respect to its input for ${describeCase(example)}`, async () => {
      await expectWasmEqualsCpu(() =>
        tf.grad((v) => {
          const y = tf.conv2d(v as tf.Tensor4D, w(), strides, padding);
          return y.mul(randomTensor(y.shape, 3)).sum();
        })(x()),
      );
    });

    it(`adds bias and ReLU as the CPU backend does for ${describeCase(example)}`, async () => {
      await expectWasmEqualsCpu(() =>
        tf.fused.conv2d({
          x: x(),
          filter: w(),
          strides,
          pad: padding,
          bias: randomTensor([filter[3]], 4),
          activation: 'relu',
        }),
      );
    });
  }

  it('still dilates its filter, and takes ReLU6 and other activations', async () => {
    const x = () => randomTensor<tf.Rank.R4>([2, 9, 9, 3], 5).mul<tf.Tensor4D>(20);
    const filter = () => randomTensor<tf.Rank.R4>([3, 3, 3, 4], 6);
    await expectWasmEqualsCpu(() => tf.conv2d(x(), filter(), 1, 'same', 'NHWC', 2));
    for (const activation of ['relu6', 'sigmoid'] as const) {
      await expectWasmEqualsCpu(() =>
        tf.fused.conv2d({ x: x(), filter: filter(), strides: 1, pad: 'same', activation }),
      );
    }
  });

  it('has the slope of the loss, measured by small changes of each input, as its gradient', async () => {
    const epsilon = 1e-2;
    const loss = (x: tf.Tensor4D) =>
      tf
        .conv2d(x, randomTensor<tf.Rank.R4>([3, 2, 3, 2], 8), 2, 1)
        .square()
        .sum()
        .div<tf.Scalar>(2);
    const input = () => randomTensor<tf.Rank.R4>([1, 5, 6, 3], 7);
    const analytic = await on('wasm', () => tf.grad((x) => loss(x as tf.Tensor4D))(input()));
    for (const index of analytic.keys()) {
      const [slope] = await on('wasm', () => {
        const x = input();
        const change = tf
          .oneHot(tf.scalar(index, 'int32'), x.size)
          .mul(epsilon)
          .reshape<tf.Tensor4D>(x.shape);
        return loss(x.add(change))
          .sub(loss(x.sub(change)))
          .div(2 * epsilon);
      });
      expect(slope).toBeCloseTo(analytic[index]!, 2);
    }
  });
});
