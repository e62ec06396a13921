import { composedFilterGradient } from './composed-filter-gradient.ts';
import { replaceKernel } from './wasm-backend.ts';

/**
 * Gives tfjs's WASM backend the kernels it needs to train convolutional networks. Call it once after
 * `tf.setBackend('wasm')` and `tf.ready()`; models and gradients stay plain tfjs.
 */
export async function registerWasmKernels(): Promise<void> {
  replaceKernel('Conv2DBackpropFilter', composedFilterGradient);
}
