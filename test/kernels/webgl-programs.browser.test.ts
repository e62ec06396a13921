import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { composedBatchNormTraining } from '#kernels/composed-batch-normalisation.ts';
import { expectClose, randomTensor } from './comparison.ts';
import { type Outputs, outputsOf } from './sweep/all.ts';
import type { NamedTensors } from './sweep/computation.ts';
import { type ConvolutionCase, convolutionCases } from './sweep/convolution-cases.ts';

/** What `compute` returns on each of the two, one after the other; must leave no tensor behind on WebGL. */
async function expectWebglEqualsCpu(compute: () => NamedTensors): Promise<void> {
  const found: Record<string, Outputs> = {};
  for (const backend of ['cpu', 'webgl'] as const) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    found[backend] = outputsOf(compute);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  }
  for (const [name, expected] of Object.entries(found['cpu']!))
    expectClose(found['webgl']![name]!, expected, name);
}

beforeAll(async () => {
  await selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
});

describe("the gradient of a convolution's filter on WebGL", () => {
  const manyParts: ConvolutionCase = {
    input: [40, 28, 28, 1],
    filter: [5, 5, 1, 6],
    strides: 1,
    padding: 'same',
  };

  it.each([...convolutionCases, manyParts])(
    'is that of the CPU: $input, filter $filter, stride $strides, padding $padding',
    ({ input, filter, strides, padding }) =>
      expectWebglEqualsCpu(() => {
        const x = randomTensor<tf.Rank.R4>(input, 1);
        const rounding = typeof padding === 'string' ? undefined : 'floor';
        const y = (w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, strides, padding, 'NHWC', 1, rounding);
        const w = randomTensor<tf.Rank.R4>(filter, 2);
        return { 'filter gradient': tf.grad((w) => tf.sum(tf.square(y(w))))(w) };
      }),
  );
});

describe('batch normalisation in training on WebGL', () => {
  it.each<[number, number, number, number]>([
    [3, 5, 4, 7],
    [2, 4, 5, 8],
    [1, 6, 7, 1],
    [4, 1, 1, 3],
    [1, 1, 1, 5],
    [8, 14, 14, 16],
  ])('of [%i, %i, %i, %i] has the values, moments and gradients of the CPU', async (...shape) => {
    const channels = shape[3];
    await expectWebglEqualsCpu(() => {
      // Far from 0 beside its deviation, as maps behind ReLU are.
      const x = tf.add(randomTensor<tf.Rank.R4>(shape, 1), 3) as tf.Tensor4D;
      const [gamma, beta] = [
        randomTensor<tf.Rank.R1>([channels], 2),
        randomTensor<tf.Rank.R1>([channels], 3),
      ];
      const weights = randomTensor(shape, 4);
      const { y, mean, variance } = composedBatchNormTraining(x, gamma, beta, 1e-3);
      const [dx, dgamma, dbeta] = tf.grads((x, gamma, beta) => {
        const { y, mean, variance } = composedBatchNormTraining(
          x as tf.Tensor4D,
          gamma as tf.Tensor1D,
          beta as tf.Tensor1D,
          1e-3,
        );
        tf.dispose([mean, variance]);
        return tf.sum(tf.mul(y, weights));
      })([x, gamma, beta]);
      return {
        y,
        mean,
        variance,
        'gradient of x': dx!,
        'gradient of gamma': dgamma!,
        'gradient of beta': dbeta!,
      };
    });
  });
});
