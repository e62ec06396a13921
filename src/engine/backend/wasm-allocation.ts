import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '#engine/engine-failure.ts';

interface Heap {
  _malloc(sizeBytes: number): number;
  _free(offset: number): void;
}

const guarded = new WeakSet<Heap>();

/**
 * Makes an allocation that fails throw outOfMemory (neededBytes). malloc returns 0 when memory is full; tfjs would use
 * it as an address and overwrite what is there.
 */
export function guardWasmAllocation(): void {
  const heap = (tf.backend() as unknown as { readonly wasm: Heap }).wasm;
  if (guarded.has(heap)) return;
  guarded.add(heap);
  // The first call makes Emscripten replace `_malloc` by the real function; later it would undo what follows.
  heap._free(heap._malloc(8));
  const { _malloc } = heap;
  heap._malloc = (sizeBytes) => {
    const offset = _malloc(sizeBytes);
    if (offset === 0 && sizeBytes > 0) throw new EngineFailure('outOfMemory', { neededBytes: sizeBytes });
    return offset;
  };
}
