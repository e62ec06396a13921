import * as tf from '@tensorflow/tfjs';
import { servingModule } from './serving-module.ts';

/**
 * A view of a float32 tensor's own values, to write into. Undefined unless the WASM backend with our kernels holds them
 * and no other tensor shares them. Use it at once: it is stale when the memory grows.
 */
export function valuesInPlace({ dataId, size }: tf.Tensor): Float32Array | undefined {
  const module = servingModule();
  if (!module || tf.getBackend() !== 'wasm' || module.backend.refCount(dataId) !== 1) return undefined;
  const { backend } = module;
  return new Float32Array(backend.wasm.HEAPU8.buffer, backend.getMemoryOffset(dataId), size);
}
