import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  crossEntropy,
  errorsAt,
  labelMask,
  meanCrossEntropy,
  probabilities,
  ranks,
  top1Errors,
} from '#engine/evaluation/scores.ts';
import { useBackend } from '#test/engine/backends.ts';
import reference from '#test/reference/optimizers.json' with { type: 'json' };

describe.each(['wasm', 'cpu'] as const)('scores on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('give the cross-entropy that PyTorch gives', () => {
    const logits = tf.tensor2d([1, 2, 0.5, -3, 0.25, 4], [2, 3]);
    const losses = crossEntropy(logits, tf.tensor1d([0, 2], 'int32')).dataSync();
    for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(reference.crossEntropy[i]!, 5);
  });

  it('give the mean of it, and its gradient, that follow from each example', () => {
    const logits = tf.tensor2d([1, 2, 0.5, -3, 0.25, 4, 100, -100, 0], [3, 3]);
    const labels = tf.tensor1d([0, 2, 1], 'int32');
    const target = tf.cast(labelMask(labels, 3), 'float32') as tf.Tensor2D;
    const byOne = tf.valueAndGrad((x) => tf.mul(meanCrossEntropy(x as tf.Tensor2D, target), 0.5))(logits);
    const byEach = tf.valueAndGrad((x) => tf.mul(tf.mean(crossEntropy(x as tf.Tensor2D, labels)), 0.5))(
      logits,
    );
    expect(byOne.value.dataSync()[0]).toBeCloseTo(byEach.value.dataSync()[0]!, 4);
    const expected = byEach.grad.dataSync();
    for (const [i, slope] of byOne.grad.dataSync().entries()) expect(slope).toBeCloseTo(expected[i]!, 5);
  });

  it('count the images whose most probable class is another, the first of equal ones', () => {
    const logits = tf.tensor2d([9, 8, 7, 1, 1, 1, 0, 2, 2], [3, 3]);
    expect(top1Errors(logits, tf.tensor1d([1, 0, 2], 'int32')).dataSync()[0]).toBe(2);
  });

  it('rank the true class among all', () => {
    const logits = tf.tensor2d([9, 8, 7, 6, 5, 4, 9, 8, 7, 6, 5, 4], [2, 6]);
    const rank = ranks(logits, tf.tensor1d([0, 5], 'int32'));
    expect([...rank.dataSync()]).toEqual([0, 5]);
    expect(errorsAt(1, rank).dataSync()[0]).toBe(1);
    expect(errorsAt(5, rank).dataSync()[0]).toBe(1);
    expect(errorsAt(6, rank).dataSync()[0]).toBe(0);
  });

  it('count a net that says the same of every class as right for the first class only', () => {
    const rank = ranks(tf.zeros([3, 6]), tf.tensor1d([0, 1, 5], 'int32'));
    expect([...rank.dataSync()]).toEqual([0, 1, 5]);
  });

  it('never count a net that gives no numbers as right', () => {
    const nan = Number.NaN;
    // Of every class, of all but the true one, and of the true one alone, among as few classes as three.
    const logits = tf.tensor2d([nan, nan, nan, 5, nan, nan, nan, 1, 2], [3, 3]);
    const rank = ranks(logits, tf.tensor1d([0, 0, 0], 'int32'));
    expect(errorsAt(1, rank).dataSync()[0]).toBe(3);
    expect(errorsAt(5, rank).dataSync()[0]).toBe(3);
    expect([...probabilities(logits).dataSync()].every(Number.isNaN)).toBe(true);
  });
});
