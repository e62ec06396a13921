import * as tf from '@tensorflow/tfjs';
import { registerBatchNormalisation } from './batch-normalisation.ts';
import { composedFilterGradient } from './composed-filter-gradient.ts';
import { registerConvolutions } from './convolution.ts';
import { registerIdentity } from './identity.ts';
import { registerMatrixProducts } from './matrix-product.ts';
import { instantiateKernels, type ModuleSource } from './module.ts';
import { registerPoolingGradients } from './pooling.ts';
import { registerResponseNormalisation } from './response-normalisation.ts';
import { isServed, serve } from './serving-module.ts';
import { registerSum } from './sum.ts';
import { replaceKernel, type WasmBackend } from './wasm-backend.ts';

export interface WasmKernelOptions {
  /** Where the bytes of our modules come from; by default from where the build put them. */
  readonly source?: ModuleSource;
}

/**
 * Gives tfjs's WASM backend the kernels it lacks for training convolutional networks, and faster ones for
 * those it has. Call it after `tf.setBackend('wasm')` and `tf.ready()`, in a worker, a page or Node; models
 * and gradients stay plain tfjs. A second call for the same backend does nothing.
 *
 * Without SIMD only the missing kernel is supplied. Throws when another backend is in use or when our
 * compiled modules cannot be read.
 */
export async function registerWasmKernels(options: WasmKernelOptions = {}): Promise<void> {
  if (tf.getBackend() !== 'wasm')
    throw new Error(`Start the WASM backend first; '${tf.getBackend()}' is in use.`);
  const backend = tf.backend() as unknown as WasmBackend;
  if (isServed(backend)) return;
  const module = await instantiateKernels(backend, options.source);
  serve(backend, module);
  if (!module) {
    replaceKernel('Conv2DBackpropFilter', composedFilterGradient);
    return;
  }
  registerIdentity(module);
  registerConvolutions(module);
  registerMatrixProducts(module);
  registerPoolingGradients(module);
  registerSum(module);
  registerResponseNormalisation(module);
  registerBatchNormalisation(module);
}
