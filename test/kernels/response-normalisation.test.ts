import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

const shapes: [number, number, number, number][] = [
  [2, 5, 7, 16],
  [1, 3, 3, 1],
  [3, 2, 5, 7],
  [1, 4, 1, 2],
  [1, 3, 3, 97],
];

describe('local response normalisation on WASM', () => {
  for (const shape of shapes) {
    for (const [radius, bias, alpha, beta] of [
      [2, 2, 1e-1, 0.75],
      [5, 1, 1, 0.75],
      [0, 1, 0.5, 0.75],
      [2, 1, 1, 0.5],
    ] as const) {
      const normalise = (x: tf.Tensor) =>
        (x as tf.Tensor4D).localResponseNormalization(radius, bias, alpha, beta);
      it(`and its gradient equal the CPU backend's for ${shape.join('x')}, radius ${radius}, beta ${beta}`, async () => {
        await expectWasmEqualsCpu(() => normalise(randomTensor(shape, 1).mul(3)));
        await expectWasmEqualsCpu(() =>
          tf.grad((x) => normalise(x).mul(randomTensor(shape, 2)).sum())(randomTensor(shape, 1).mul(3)),
        );
      });
    }
  }

  it('has the slope of the loss, measured by small changes of each input, as its gradient', async () => {
    const epsilon = 1e-2;
    const loss = (x: tf.Tensor) =>
      (x as tf.Tensor4D).localResponseNormalization(2, 1, 0.5, 0.75).square().sum().div<tf.Scalar>(2);
    const input = () => randomTensor([1, 2, 2, 7], 3);
    const analytic = await on('wasm', () => tf.grad(loss)(input()));
    for (const index of analytic.keys()) {
      const [slope] = await on('wasm', () => {
        const change = tf
          .oneHot(tf.scalar(index, 'int32'), analytic.length)
          .mul(epsilon)
          .reshape(input().shape);
        return loss(input().add(change))
          .sub(loss(input().sub(change)))
          .div(2 * epsilon);
      });
      expect(slope).toBeCloseTo(analytic[index]!, 2);
    }
  });
});
