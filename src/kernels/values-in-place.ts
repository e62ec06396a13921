import * as tf from '@tensorflow/tfjs';
import { servingModule } from './serving-module.ts';

/**
 * A float32 tensor's own values, to write into, where the WASM backend with our kernels holds them and no other tensor
 * shares them; nothing otherwise. To be used at once: the view ends when the memory grows.
 */
export function valuesInPlace({ dataId, size }: tf.Tensor): Float32Array | undefined {
  const module = servingModule();
  if (!module || tf.getBackend() !== 'wasm' || module.backend.refCount(dataId) !== 1) return undefined;
  const { backend } = module;
  return new Float32Array(backend.wasm.HEAPU8.buffer, backend.getMemoryOffset(dataId), size);
}
