import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Convolution } from '#engine/layers/convolution.ts';
import { startBackends } from '#test/kernels/backends.ts';
import { expectClose, on, randomTensor } from '#test/kernels/comparison.ts';

beforeAll(() => startBackends());

const operation = { filters: 5, kernelSize: [3, 2], strides: [2, 1], useBias: true } as const;

describe('the convolution layer', () => {
  for (const backend of ['cpu', 'wasm'] as const) {
    it(`gives the output and the gradients of tfjs's own on the ${backend} backend`, async () => {
      for (const padding of ['valid', 'same'] as const) {
        const kernel = () => randomTensor<tf.Rank.R4>([3, 2, 4, 5], 2);
        const apply = (which: 'ours' | 'tfjs') => (x: tf.Tensor) => {
          const { filters, kernelSize, strides } = operation;
          const layer =
            which === 'ours'
              ? new Convolution({ name: `layer${layers++}`, operation, padding })
              : tf.layers.conv2d({ filters, kernelSize: [...kernelSize], strides: [...strides], padding });
          layer.apply(x);
          layer.setWeights([kernel(), randomTensor([5], 3)]);
          const y = layer.apply(x) as tf.Tensor;
          expect(layer.computeOutputShape(x.shape)).toEqual(y.shape);
          const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
          const { grads } = tf.variableGrads(
            () => (layer.apply(x) as tf.Tensor).mul(randomTensor(y.shape, 4)).sum() as tf.Scalar,
            variables,
          );
          const dx = tf.grad((v) => (layer.apply(v) as tf.Tensor).mul(randomTensor(y.shape, 4)).sum())(x);
          const all = tf.concat(
            [y, dx, ...variables.map(({ name }) => grads[name]!)].map((part) => part.flatten()),
          );
          layer.dispose();
          return all;
        };
        const x = () => randomTensor([2, 7, 8, 4], 1);
        expectClose(await on(backend, () => apply('ours')(x())), await on(backend, () => apply('tfjs')(x())));
      }
    });
  }

  it('computes no gradient of the images a net is trained on', async () => {
    await tf.setBackend('wasm');
    const layer = new Convolution({ name: 'first', operation, padding: 'same' });
    const x = randomTensor([2, 7, 8, 4], 1);
    layer.apply(x);
    const { kernelNames } = await tf.profile(() => {
      const { value, grads } = tf.variableGrads(
        () => (layer.apply(x) as tf.Tensor).square().sum() as tf.Scalar,
      );
      return [value, ...Object.values(grads)];
    });
    expect(kernelNames).toContain('Conv2DBackpropFilter');
    expect(kernelNames).not.toContain('Conv2DBackpropInput');
    layer.dispose();
  });
});

let layers = 0;
