import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerWasmKernels, type WasmKernelOptions } from '#kernels/register.ts';

/** Starts the WASM backend with our kernels on it; the CPU backend stays available next to it. */
export async function startBackends(options: WasmKernelOptions = {}): Promise<void> {
  const binaries = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
  );
  setWasmPaths(`${binaries}/dist/`);
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend did not start.');
  await registerWasmKernels(options);
}
