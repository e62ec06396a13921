import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { passesSelfTest } from '#engine/backend/self-test.ts';
import { useBackend } from '#test/engine/backends.ts';

describe('the self-test of a backend', () => {
  it.each(['wasm', 'cpu'] as const)('is passed by %s, and leaves no tensor behind', async (backend) => {
    await useBackend(backend);
    const { numTensors } = tf.memory();
    expect(await passesSelfTest()).toBe(true);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it.each(['Conv2DBackpropFilter', 'Conv2DBackpropInput', 'MaxPoolGrad', 'FusedBatchNorm'])(
    'is failed where the kernel %s is a hundredth off',
    async (kernelName) => {
      await useBackend('cpu');
      const config = tf.getKernel(kernelName, 'cpu')!;
      tf.unregisterKernel(kernelName, 'cpu');
      tf.registerKernel({
        ...config,
        kernelFunc: (parameters) => {
          const info = config.kernelFunc(parameters) as tf.TensorInfo;
          const { values } = (
            parameters.backend as unknown as { data: Map<object, { values: Float32Array }> }
          ).data.get(info.dataId)!;
          values.set(values.map((value) => 1.01 * value));
          return info;
        },
      });
      try {
        expect(await passesSelfTest()).toBe(false);
      } finally {
        tf.unregisterKernel(kernelName, 'cpu');
        tf.registerKernel(config);
      }
    },
  );
});
