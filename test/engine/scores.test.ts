import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy, errorsAt, ranks } from '#engine/scores.ts';
import reference from '#test/reference/optimizers.json' with { type: 'json' };
import { useBackend } from './backends.ts';

describe.each(['wasm', 'cpu'] as const)('scores on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('give the cross-entropy that PyTorch gives', () => {
    const logits = tf.tensor2d([1, 2, 0.5, -3, 0.25, 4], [2, 3]);
    const losses = crossEntropy(logits, tf.tensor1d([0, 2], 'int32')).dataSync();
    for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(reference.crossEntropy[i]!, 5);
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
    const logits = tf.tensor2d(new Float32Array(10).fill(Number.NaN), [1, 10]);
    expect(errorsAt(5, ranks(logits, tf.tensor1d([0], 'int32'))).dataSync()[0]).toBe(1);
  });
});
