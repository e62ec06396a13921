import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormTraining, hasBatchNormTraining } from '#kernels/batch-normalisation.ts';
import { startBackends } from './backends.ts';
import { expectClose, on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

const epsilon = 1e-3;

/** The definition in tfjs operations, for any backend. */
function composed(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(
    x,
    x.shape.slice(0, -1).map((_, axis) => axis),
  );
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(gamma).add(beta);
}

const fused = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
  batchNormTraining(x, gamma, beta, epsilon).y;

describe('batch normalisation in training on WASM', () => {
  for (const shape of [
    [8, 5, 7, 16],
    [3, 9, 9, 5],
    [2, 3, 3, 1],
    [300, 7],
    [1, 2, 2, 98],
  ]) {
    const channels = shape.at(-1)!;
    // Far from zero, where a one-pass variance would lose its digits.
    const x = () => randomTensor(shape, 1).mul(2).add(5);
    const gamma = () => randomTensor([channels], 2);
    const beta = () => randomTensor([channels], 3);

    it(`equals its definition on the CPU backend for ${shape.join('x')}`, async () => {
      const expected = await on('cpu', () => composed(x(), gamma(), beta()));
      expectClose(await on('wasm', () => fused(x(), gamma(), beta())), expected);
      for (const moment of ['mean', 'variance'] as const) {
        const axes = shape.slice(0, -1).map((_, axis) => axis);
        expectClose(
          await on('wasm', () => batchNormTraining(x(), gamma(), beta(), epsilon)[moment]),
          await on('cpu', () => tf.moments(x(), axes)[moment]),
        );
      }
    });

    for (const [index, name] of ['x', 'gamma', 'beta'].entries()) {
      it(`has the definition's gradient with respect to ${name} for ${shape.join('x')}`, async () => {
        const gradient = (normalise: typeof fused) => () =>
          tf.grads((a, b, c) => normalise(a!, b!, c!).mul(randomTensor(shape, 4)).sum())([
            x(),
            gamma(),
            beta(),
          ])[index]!;
        expectClose(await on('wasm', gradient(fused)), await on('cpu', gradient(composed)));
      });
    }
  }

  it('says whether it is there, and refuses parameters of another size', async () => {
    await tf.setBackend('cpu');
    expect(hasBatchNormTraining()).toBe(false);
    await tf.setBackend('wasm');
    expect(hasBatchNormTraining()).toBe(true);
    tf.tidy(() => {
      expect(() => batchNormTraining(tf.ones([2, 3]), tf.ones([2]), tf.ones([3]), epsilon)).toThrow(
        /gamma \[3\]/,
      );
    });
  });
});
