import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { FullyConnected } from '#engine/layers/fully-connected.ts';
import { startBackends } from '#test/kernels/backends.ts';
import { expectClose, on, randomTensor } from '#test/kernels/comparison.ts';

beforeAll(() => startBackends());

describe('the fully connected layer', () => {
  it.each([
    ['cpu', true],
    ['cpu', false],
    ['wasm', true],
    ['wasm', false],
  ] as const)(
    "gives the output and the gradients of tfjs's own on %s, with a bias: %s",
    async (backend, useBias) => {
      const values = () =>
        useBias ? [randomTensor([7, 5], 2), randomTensor([5], 3)] : [randomTensor([7, 5], 2)];
      const apply = (layer: tf.layers.Layer) => {
        const x = randomTensor([4, 7], 1);
        layer.apply(x);
        layer.setWeights(values());
        const y = layer.apply(x) as tf.Tensor;
        expect(layer.computeOutputShape(x.shape)).toEqual(y.shape);
        const loss = (v: tf.Tensor) => (layer.apply(v) as tf.Tensor).mul(randomTensor(y.shape, 4)).sum();
        const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
        const { grads } = tf.variableGrads(() => loss(x) as tf.Scalar, variables);
        const parts = [y, tf.grad(loss)(x), ...variables.map(({ name }) => grads[name]!)];
        const all = tf.concat(parts.map((part) => part.flatten()));
        layer.dispose();
        return all;
      };
      expectClose(
        await on(backend, () => apply(new FullyConnected({ name: 'ours', units: 5, useBias }))),
        await on(backend, () => apply(tf.layers.dense({ units: 5, useBias }))),
      );
    },
  );
});
