import * as tf from '@tensorflow/tfjs';
import { registerBatchNormalisation } from './batch-normalisation.ts';
import { composedFilterGradient } from './composed-filter-gradient.ts';
import { registerConvolutions } from './convolution.ts';
import { registerCrossEntropy } from './cross-entropy.ts';
import { registerElementwise } from './elementwise.ts';
import { registerIdentity } from './identity.ts';
import { registerMatrixProducts } from './matrix-product.ts';
import { instantiateKernels, type KernelModule, type ModuleSource, type Space } from './module.ts';
import { registerPoolingGradients } from './pooling.ts';
import { registerReluGradient } from './relu.ts';
import { registerResponseNormalisation } from './response-normalisation.ts';
import { isServed, serve, servingModule } from './serving-module.ts';
import { registerSlicing } from './slicing.ts';
import { registerSum } from './sum.ts';
import { followOutputs, replaceKernel, type WasmBackend } from './wasm-backend.ts';

export interface WasmKernelOptions {
  /** Where the bytes of our modules come from; by default from where the build put them. */
  readonly source?: ModuleSource;
  /** Gives the scratch memory that kernels use while they run; by default memory of the backend, as much as needed. */
  readonly space?: (backend: WasmBackend) => Space;
  /** Threads to share the work; 1, the default, where the memory is not shared or this is not a worker. */
  readonly threads?: number;
  /** Work that takes fewer milliseconds, by estimate, stays on one thread; 0 shares all. */
  readonly smallestSharedMs?: number;
}

export interface KernelThreads {
  /** Threads at work, the calling one counted. */
  readonly count: number;
  /** Why there are not as many as were asked for, where the browser refused to start them. */
  readonly failure?: Error;
}

/**
 * Gives tfjs's WASM backend the kernels it lacks for training convolutional networks, and faster ones for
 * those it has. Call it after `tf.setBackend('wasm')` and `tf.ready()`, in a worker, a page or Node; models
 * and gradients stay plain tfjs. A second call for the same backend changes the number of threads alone.
 *
 * Without SIMD it supplies only the missing kernel. It throws when another backend is in use or when our compiled
 * modules cannot be read. When threads do not start, the kernels run on one, and the result says why.
 */
export async function registerWasmKernels({
  source,
  space,
  threads = 1,
  smallestSharedMs,
}: WasmKernelOptions = {}): Promise<KernelThreads> {
  if (tf.getBackend() !== 'wasm')
    throw new Error(`Start the WASM backend first; '${tf.getBackend()}' is in use.`);
  const backend = tf.backend() as unknown as WasmBackend;
  if (!isServed(backend)) {
    const module = await instantiateKernels(backend, source, space);
    serve(backend, module);
    // Without a module our only kernel is composed of tfjs's kernels, and disposes their outputs itself.
    if (module) followOutputs(backend);
    registerAll(module);
  }
  return startThreads(servingModule(), threads, smallestSharedMs);
}

async function startThreads(
  module: KernelModule | null,
  wanted: number,
  smallestSharedMs: number | undefined,
): Promise<KernelThreads> {
  try {
    await module?.setThreads(wanted, smallestSharedMs);
    return { count: module?.threads ?? 1 };
  } catch (failure) {
    return { count: 1, failure: failure as Error };
  }
}

function registerAll(module: KernelModule | null): void {
  if (!module) {
    replaceKernel('Conv2DBackpropFilter', composedFilterGradient);
    return;
  }
  registerIdentity(module);
  registerElementwise(module);
  registerConvolutions(module);
  registerMatrixProducts(module);
  registerPoolingGradients(module);
  registerSum(module);
  registerSlicing(module);
  registerReluGradient(module);
  registerCrossEntropy(module);
  registerResponseNormalisation(module);
  registerBatchNormalisation(module);
}
