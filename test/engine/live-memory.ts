import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from '#kernels/wasm-backend.ts';

/** Bytes of the WASM heap that are in use, counted at every allocation that goes through the backend. */
export interface LiveMemory {
  readonly peakBytes: number;
  /** Size of the whole memory, which never shrinks. */
  readonly memoryBytes: number;
  /** Looks for the peak from what is in use now. */
  restart(): void;
  stop(): void;
}

/** Counts what the active WASM backend allocates from now on. */
export function watchLiveMemory(): LiveMemory {
  const heap = (tf.backend() as unknown as WasmBackend).wasm as {
    _malloc(sizeBytes: number): number;
    _free(offset: number): void;
    readonly HEAPU8: Uint8Array;
  };
  // Emscripten puts the real functions in place at their first call, which must not undo what follows.
  heap._free(heap._malloc(8));
  const { _malloc, _free } = heap;
  const sizes = new Map<number, number>();
  let live = 0;
  let peak = 0;
  heap._malloc = (sizeBytes) => {
    const offset = _malloc(sizeBytes);
    sizes.set(offset >>> 0, sizeBytes);
    live += sizeBytes;
    peak = Math.max(peak, live);
    return offset;
  };
  heap._free = (offset) => {
    live -= sizes.get(offset >>> 0) ?? 0;
    sizes.delete(offset >>> 0);
    _free(offset);
  };
  return {
    get peakBytes() {
      return peak;
    },
    get memoryBytes() {
      return heap.HEAPU8.byteLength;
    },
    restart() {
      peak = live;
    },
    stop() {
      heap._malloc = _malloc;
      heap._free = _free;
    },
  };
}
