import type { Space } from '#kernels/module.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { type Outputs, outputsOf, sweep } from './sweep/all.ts';

const guardBytes = 64;

interface Block {
  /** Of the guard before it. */
  readonly start: number;
  readonly sizeBytes: number;
  /** Its own, so that what is copied from the surroundings of one block to another's is seen. */
  readonly mark: number;
}

interface Heap {
  _malloc(sizeBytes: number): number;
  _free(offset: number): void;
  readonly HEAPU8: Uint8Array;
}

/** A word of marks read as a float is no number: what is computed with it shows. */
const markAt = (address: number, mark: number) => (address % 4 === 0 ? mark : 0xff);

/** Marks on either side of every piece of the backend's memory that is given out from now on. */
export class Canaries {
  readonly #heap: Heap;
  readonly #blocks = new Map<number, Block>();
  #overwritten = 0;

  constructor({ wasm }: WasmBackend) {
    const heap = wasm as Heap;
    this.#heap = heap;
    // Emscripten puts the real functions in place at their first call, which must not undo what follows.
    heap._free(heap._malloc(8));
    const { _malloc, _free } = heap;
    let count = 0;
    heap._malloc = (sizeBytes) => {
      const start = _malloc(sizeBytes + 2 * guardBytes) >>> 0;
      const block = { start, sizeBytes, mark: count++ % 0xff };
      this.#mark(block, start, start + sizeBytes + 2 * guardBytes);
      this.#blocks.set(start + guardBytes, block);
      return start + guardBytes;
    };
    heap._free = (offset) => {
      const block = this.#blocks.get(offset >>> 0);
      if (block) this.#check(block);
      this.#blocks.delete(offset >>> 0);
      _free(block?.start ?? offset);
    };
  }

  /** How many marks were overwritten since the last time. */
  overwritten(): number {
    for (const block of this.#blocks.values()) this.#check(block);
    const count = this.#overwritten;
    this.#overwritten = 0;
    return count;
  }

  #mark({ mark }: Block, from: number, to: number): void {
    const bytes = this.#heap.HEAPU8.subarray(from, to).fill(0xff);
    for (let i = -from & 3; i < bytes.length; i += 4) bytes[i] = mark;
  }

  #check(block: Block): void {
    const { start, sizeBytes, mark } = block;
    const after = start + guardBytes + sizeBytes;
    for (const from of [start, after]) {
      const marks = this.#heap.HEAPU8.subarray(from, from + guardBytes);
      this.#overwritten += marks.filter((byte, i) => byte !== markAt(from + i, mark)).length;
      this.#mark(block, from, from + guardBytes);
    }
  }
}

/** Scratch of just the size asked for, at every call. */
export function exactSpace({ wasm }: WasmBackend): Space {
  let place = 0;
  return (sizeBytes) => {
    if (place) wasm._free(place);
    place = wasm._malloc(sizeBytes) >>> 0;
    return place;
  };
}

/** The whole sweep, with how many marks each computation overwrote, where it did. */
export function computeGuarded(canaries: Canaries): {
  readonly outputs: Map<string, Outputs>;
  readonly overwritten: Record<string, number>;
} {
  const overwritten: Record<string, number> = {};
  const outputs = sweep.map(({ name, compute }) => {
    const numbers = outputsOf(compute);
    const count = canaries.overwritten();
    if (count > 0) overwritten[name] = count;
    return [name, numbers] as const;
  });
  return { outputs: new Map(outputs), overwritten };
}
