import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import type { WasmBackend } from './wasm-backend.ts';

/** The backend that has our kernels, and the module they are in: `null` without SIMD. */
let served: { readonly backend: WasmBackend; readonly module: KernelModule | null } | undefined;

export function serve(backend: WasmBackend, module: KernelModule | null): void {
  served = { backend, module };
}

/** Whether our kernels are registered for this very backend: one that was started anew has none. */
export function isServed(backend: WasmBackend): boolean {
  return served?.backend === backend;
}

/** The module at work on the memory of the WASM backend that runs, if there is one. */
export function servingModule(): KernelModule | null {
  if (!served || tf.findBackend('wasm') !== (served.backend as unknown)) return null;
  return served.module;
}
