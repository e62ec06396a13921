import * as tf from '@tensorflow/tfjs';
import { type MemoryLimits, WASM_ADDRESSABLE_BYTES } from '#models/memory/fit.ts';
import type { BackendName } from '#protocol/backend.ts';

/** What the active backend can hold, as far as it tells. */
export function memoryLimits(): MemoryLimits {
  const backend = tf.getBackend() as BackendName;
  const device = deviceBytes();
  const known = { backend, ...(device === undefined ? {} : { deviceBytes: device }) };
  switch (backend) {
    case 'wasm':
      return { ...known, addressableBytes: WASM_ADDRESSABLE_BYTES };
    case 'webgl':
      return { ...known, maxTextureSize: tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE') };
    case 'webgpu': {
      const { device: gpu } = tf.backend() as unknown as { readonly device: GPUDevice };
      return { ...known, maxBufferBytes: gpu.limits.maxStorageBufferBindingSize };
    }
    default:
      return known;
  }
}

/** The computer's memory, rounded and capped by the browser (Chromium tells, others do not). */
function deviceBytes(): number | undefined {
  if (typeof navigator === 'undefined' || !('deviceMemory' in navigator)) return undefined;
  return (navigator as { readonly deviceMemory: number }).deviceMemory * 2 ** 30;
}
