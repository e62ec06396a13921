import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BatchNormalization } from '#engine/layers/batch-normalization.ts';
import { variableOf } from '#engine/layers/variable-of.ts';
import { useBackend } from '#test/engine/backends.ts';

const X = Array.from({ length: 2 * 3 * 3 * 5 }, (_, i) => Math.sin(7 * i) + (i % 5));

/** Output, gradient of sum(y^3) with respect to gamma, and moving statistics, after one step in training. */
function train(layer: tf.layers.Layer) {
  const x = tf.tensor4d(X, [2, 3, 3, 5]);
  const run = () => tf.sum(tf.pow(layer.apply(x, { training: true }) as tf.Tensor, 3)) as tf.Scalar;
  layer.apply(x, { training: false });
  const [gamma] = layer.trainableWeights.map(variableOf);
  const { grads } = tf.variableGrads(run, [gamma!]);
  const moving = layer.nonTrainableWeights.map((weight) => [...weight.read().dataSync()]);
  const output = (layer.apply(x, { training: false }) as tf.Tensor).dataSync();
  return { gradient: [...grads[gamma!.name]!.dataSync()], moving, output: [...output] };
}

describe.each(['wasm', 'cpu'] as const)('batch normalisation on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('trains and evaluates as the layer of tfjs does', () => {
    const config = { epsilon: 1e-3, momentum: 0.9 };
    const ours = train(new BatchNormalization({ name: `ours_${backend}`, ...config }));
    const theirs = train(tf.layers.batchNormalization({ name: `theirs_${backend}`, ...config }));
    for (const key of ['gradient', 'output'] as const) {
      for (const [i, value] of ours[key].entries()) expect(value).toBeCloseTo(theirs[key][i]!, 3);
    }
    for (const [k, row] of ours.moving.entries()) {
      for (const [i, value] of row.entries()) expect(value).toBeCloseTo(theirs.moving[k]![i]!, 4);
    }
  });
});
