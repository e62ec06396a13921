import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { findWebglGpu } from '#engine/backend/gpu.ts';

/** Where tfjs's .wasm files are, for tests in the browser. */
export const wasmPaths = {
  'tfjs-backend-wasm.wasm': wasmUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
};

/** The GPU behind a backend, as the browser names it, and the browser. */
export async function machineOf(backend: 'webgl' | 'webgpu'): Promise<{ gpu: string; browser: string }> {
  const { userAgent: browser } = navigator;
  if (backend === 'webgl') return { gpu: findWebglGpu().renderer, browser };
  const { vendor, architecture, description } = (await navigator.gpu.requestAdapter())!.info;
  return { gpu: [vendor, architecture, description].filter(Boolean).join(', '), browser };
}

/** A browser without WebGPU, or with no adapter for it, offers no such backend. */
export const hasWebgpu = 'gpu' in navigator && (await navigator.gpu.requestAdapter()) !== null;
