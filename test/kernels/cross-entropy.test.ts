import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { softmaxCrossEntropy } from '#kernels/cross-entropy.ts';
import { startBackends } from './backends.ts';
import { on, randomTensor } from './comparison.ts';
import { crossEntropyCases } from './sweep/rest.ts';

beforeAll(() => startBackends());

const target = (rows: number, classes: number) =>
  tf.oneHot(tf.range(0, rows, 1, 'int32').mod(tf.scalar(classes, 'int32')), classes).toFloat() as tf.Tensor2D;

/** In double precision, from the definition. */
function losses(logits: Float32Array, rows: number, classes: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const own = Array.from(logits.subarray(row * classes, (row + 1) * classes));
    const largest = Math.max(...own);
    const total = own.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    sum += Math.log(total) + largest - own[row % classes]!;
  }
  return sum / rows;
}

describe('softmax cross-entropy as one kernel', () => {
  for (const [rows, classes, scale] of crossEntropyCases) {
    const logits = () => randomTensor<tf.Rank.R2>([rows, classes], 1).mul<tf.Tensor2D>(scale);

    it(`is what its definition gives for ${rows} rows of ${classes} classes up to ${scale}`, async () => {
      const given = await on('cpu', logits);
      const [loss] = await on('wasm', () => softmaxCrossEntropy(logits(), target(rows, classes)));
      const expected = losses(given, rows, classes);
      expect(Math.abs(loss! - expected)).toBeLessThanOrEqual(2e-6 * Math.max(1, expected));
    });
  }

  it('is not a number when a logit is none, nor when one is infinite', async () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const logits = () => tf.tensor2d([1, wrong, 2, 3, 4, 5], [2, 3]);
      const [loss] = await on('wasm', () => softmaxCrossEntropy(logits(), target(2, 3)));
      expect(loss).toBeNaN();
    }
  });

  it('refuses a target of another shape', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      expect(() => softmaxCrossEntropy(tf.ones([2, 3]), tf.ones([3, 2]))).toThrow(/Shapes/i);
    });
  });

  it('refuses a target of booleans, which are of one byte each', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      const flags = tf.ones<tf.Rank.R2>([2, 3]).toBool<tf.Tensor2D>();
      expect(() => softmaxCrossEntropy(tf.ones([2, 3]), flags)).toThrow(/float32; target is of bool/);
    });
  });
});
