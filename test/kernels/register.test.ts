import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { ModuleName } from '#kernels/module.ts';
import { registerWasmKernels } from '#kernels/register.ts';
import { startBackends } from './backends.ts';
import { expectClose, randomTensor } from './comparison.ts';

/** The weights of a small net of every kind of layer LeNet-5 has, after a few steps of SGD. */
async function train(backend: 'cpu' | 'wasm'): Promise<Float32Array> {
  await tf.setBackend(backend);
  const shapes = [[5, 5, 1, 6], [6], [3, 3, 6, 9], [9], [36, 10], [10]];
  const weights = shapes.map((shape, i) => tf.tidy(() => tf.variable(randomTensor(shape, i + 1).mul(0.3))));
  const [filter1, bias1, filter2, bias2, kernel, bias] = weights as unknown as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const images = randomTensor<tf.Rank.R4>([7, 12, 12, 1], 10);
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 5, 6], 'int32'), 10).toFloat());
  const optimizer = tf.train.sgd(0.1);
  for (let step = 0; step < 5; step++) {
    optimizer.minimize(() => {
      const first = tf.maxPool(
        tf.relu(tf.conv2d(images, filter1, 1, 'same').add<tf.Tensor4D>(bias1)),
        2,
        2,
        'valid',
      );
      const second = tf.avgPool(
        tf.relu(tf.conv2d(first, filter2, 1, 'valid').add<tf.Tensor4D>(bias2)),
        2,
        2,
        'valid',
      );
      return tf.losses.softmaxCrossEntropy(labels, second.reshape([7, 36]).matMul(kernel).add(bias));
    });
  }
  const trained = tf.tidy(
    () => tf.concat(weights.map((weight) => weight.flatten())).dataSync() as Float32Array,
  );
  tf.dispose([...weights, images, labels]);
  optimizer.dispose();
  return trained.slice();
}

describe('registering the WASM kernels', () => {
  it('is refused while another backend is in use', async () => {
    await tf.setBackend('cpu');
    await expect(registerWasmKernels()).rejects.toThrow(/'cpu' is in use/);
  });

  it('fails with the reason when the compiled module cannot be read, and can be tried again', async () => {
    await expect(
      startBackends({ source: () => Promise.reject(new Error('the network is down')) }),
    ).rejects.toThrow('the network is down');
    await registerWasmKernels();
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
  });

  it('happens once for a backend', async () => {
    await startBackends();
    const asked: ModuleName[] = [];
    await registerWasmKernels({
      source: (name) => {
        asked.push(name);
        return Promise.reject(new Error('not needed'));
      },
    });
    expect(asked).toEqual([]);
  });

  it('leaves the work to one thread in Node, however many are asked for', async () => {
    await startBackends();
    expect(await registerWasmKernels({ threads: 4 })).toEqual({ count: 1 });
  });

  it('lets a net of plain tfjs operations train as on the CPU, with the same bits every time', async () => {
    await startBackends();
    const trained = await train('wasm');
    expect(await train('wasm')).toEqual(trained);
    expectClose(trained, await train('cpu'));
  });
});
