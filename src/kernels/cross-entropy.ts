import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { servingModule } from './serving-module.ts';
import { expectFloats, replaceKernel } from './wasm-backend.ts';

const kernelName = 'SoftmaxCrossEntropy';

/** Whether `softmaxCrossEntropy` has its kernel: on the WASM backend, with SIMD. */
export function hasSoftmaxCrossEntropy(): boolean {
  return tf.getBackend() === 'wasm' && servingModule() !== null;
}

/**
 * The mean cross-entropy, [], of the softmax of each row of logits [batch, classes] with respect to target
 * [batch, classes], whose rows sum to 1; as one kernel, which prepares the gradient for the logits too.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  tf.util.assertShapesMatch(logits.shape, target.shape, 'Cross-entropy: ');
  expectFloats('Cross-entropy', { logits, target });
  // With the loss as the one output: tfjs would upload zeros as the gradient of the slopes.
  const loss = tf.customGrad((...inputs) => {
    const [logits, save] = inputs as [tf.Tensor2D, tf.GradSaveFunc];
    const [value, slopes] = tf.engine().runKernel(kernelName, { logits, target }) as unknown as tf.Tensor[];
    save([slopes!]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => [tf.mul(saved[0]!, dy)];
    return { value: value!, gradFunc: gradFunc as (dy: tf.Tensor) => tf.Tensor[] };
  });
  return loss(logits) as tf.Scalar;
}

/** Registers the kernel. */
export function registerCrossEntropy({ backend, functions }: KernelModule): void {
  replaceKernel(kernelName, ({ inputs }) => {
    const { logits, target } = inputs as { logits: tf.TensorInfo; target: tf.TensorInfo };
    const [rows, classes] = logits.shape as [number, number];
    const loss = backend.makeOutput([], 'float32');
    const slopes = backend.makeOutput([rows, classes], 'float32');
    const places = [logits, target, loss, slopes].map(({ dataId }) => backend.getMemoryOffset(dataId));
    functions.softmaxCrossEntropy(...places, rows, classes);
    return [loss, slopes];
  });
}
