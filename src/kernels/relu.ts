import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

const forwardName = 'Relu';
const gradientName = 'ReluGrad';

/**
 * Registers the gradient of ReLU as one kernel on WASM. It reads the output, which the next layer keeps anyway; tfjs's
 * gradient reads the input, which would be kept beside it. Other backends use tfjs's operations.
 */
export function registerReluGradient({ backend, parallel }: KernelModule): void {
  replaceKernel(gradientName, ({ inputs }) => {
    const { y, dy } = inputs as { y: tf.TensorInfo; dy: tf.TensorInfo };
    const dx = backend.makeOutput(y.shape, 'float32');
    const places = [y, dy, dx].map(({ dataId }) => backend.getMemoryOffset(dataId));
    const size = tf.util.sizeFromShape(y.shape);
    parallel('reluGradient', { items: size, estimatedMs: msToMove(12 * size) }, (first, end) => [
      ...places,
      first,
      end,
    ]);
    return dx;
  });

  tf.unregisterGradient(forwardName);
  tf.registerGradient({
    kernelName: forwardName,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const gradient = dy as tf.Tensor;
      const y = saved[0]!;
      return {
        x: () =>
          tf.getKernel(gradientName, tf.getBackend()) && gradient.dtype === 'float32'
            ? (tf.engine().runKernel(gradientName, { y, dy: gradient }) as unknown as tf.Tensor)
            : tf.mul(gradient, tf.cast(tf.step(y), 'float32')),
      };
    },
  });
}
