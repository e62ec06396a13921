import * as tf from '@tensorflow/tfjs';
import { canHaveThreads, startThreads, type ThreadPool } from './threads.ts';
import { mostParts } from './threads-work.ts';
import type { WasmBackend } from './wasm-backend.ts';

/** Below it the work is done before others have woken. */
const defaultSmallestMs = 0.1;
/** More than one, so that a thread that is held up by other programs leaves its share to the others. */
const partsPerThread = 2;
const mostThreads = mostParts / partsPerThread;

/** The functions of src/kernels/assembly/index.ts. Pointers and counts are numbers. */
type Exports = Record<
  | 'matrixProduct'
  | 'matrixProductScratch'
  | 'convolution'
  | 'convolutionScratch'
  | 'filterPanelBytes'
  | 'packFilter'
  | 'filterGradient'
  | 'filterGradientScratch'
  | 'inputGradient'
  | 'inputGradientScratch'
  | 'packReversedFilter'
  | 'reversedFilterBytes'
  | 'maxPoolGradient'
  | 'averagePoolGradient'
  | 'copyBlocks'
  | 'reluGradient'
  | 'softmaxCrossEntropy'
  | 'sumBlockRows'
  | 'sumBlocks'
  | 'sumRows'
  | 'responseNormalisation'
  | 'responseNormalisationGradient'
  | 'responseNormalisationScratch'
  | 'updateSgd'
  | 'updateMomentum'
  | 'updateRmsProp'
  | 'updateAdam'
  | 'batchBlockRows'
  | 'batchBlockMoments'
  | 'batchMoments'
  | 'batchNormalise'
  | 'batchBlockGradientSums'
  | 'batchParameterGradients'
  | 'batchNormaliseGradient',
  (...pointersAndCounts: number[]) => number
>;

export type ModuleName =
  | 'kernels.wasm'
  | 'kernels-relaxed.wasm'
  | 'kernels-shared.wasm'
  | 'kernels-relaxed-shared.wasm';

/** Gives the bytes of a module; the default reads them from where the build put them. */
export type ModuleSource = (name: ModuleName) => Promise<BufferSource>;

/** Work that is a number of independent items: rows, images, blocks. */
export interface SharedWork {
  readonly items: number;
  /** What all of it takes on one thread, roughly: little work is not worth waking others. */
  readonly estimatedMs: number;
  /** Memory that each part of the work needs for itself while it runs. */
  readonly scratchBytes?: number;
}

/** Our compiled kernels, at work on the memory of one tfjs WASM backend. */
export interface KernelModule {
  readonly name: ModuleName;
  readonly backend: WasmBackend;
  readonly functions: Exports;
  /** Where a kernel may keep `sizeBytes` until it returns; the next call gets the same place. */
  scratch(sizeBytes: number): number;
  /**
   * Calls a compiled function for ranges of items that together are all of them, on all threads where that
   * is worth while, else once for everything. Where the ranges are cut depends on the number of threads:
   * what is computed for an item must not depend on its range.
   */
  parallel(
    name: keyof Exports,
    work: SharedWork,
    argumentsOf: (first: number, end: number, scratch: number) => number[],
  ): void;
  /** The same with a call for each item, for what is computed from items that belong together. */
  parallelEach(
    name: keyof Exports,
    work: SharedWork,
    argumentsOf: (item: number, scratch: number) => number[],
  ): void;
  /** Threads at work, this one counted. */
  readonly threads: number;
  /**
   * Changes the number of threads; 1 where there can be no others (no shared memory, not in a worker).
   *
   * @param smallestSharedMs Work of less stays on one thread; 0 shares all.
   * @throws {Error} when others do not start; there is one thread then
   */
  setThreads(count: number, smallestSharedMs?: number): Promise<void>;
}

// A module with one function: f32x4.relaxed_madd of three zero vectors.
const relaxedProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0,
  253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
]);

/** Locations as literals, which is how the bundler recognises assets. */
const locations: Record<ModuleName, URL> = {
  'kernels.wasm': new URL('./build/kernels.wasm', import.meta.url),
  'kernels-relaxed.wasm': new URL('./build/kernels-relaxed.wasm', import.meta.url),
  'kernels-shared.wasm': new URL('./build/kernels-shared.wasm', import.meta.url),
  'kernels-relaxed-shared.wasm': new URL('./build/kernels-relaxed-shared.wasm', import.meta.url),
};

async function readBuiltModule(name: ModuleName): Promise<BufferSource> {
  const location = locations[name];
  if (location.protocol === 'file:') {
    // Node, whose fetch does not read files; a variable keeps bundlers for the page from following it.
    const fileSystem = 'node:fs/promises';
    return (await import(/* @vite-ignore */ fileSystem)).readFile(location);
  }
  const response = await fetch(location);
  if (!response.ok) throw new Error(`${location} answered ${response.status}: the WASM kernels are missing.`);
  return response.arrayBuffer();
}

/**
 * Instantiates the fastest module the engine can run on the backend's memory: with relaxed SIMD where
 * there is, and for shared memory where tfjs runs threads. Resolves to `null` without SIMD.
 */
export async function instantiateKernels(
  backend: WasmBackend,
  source: ModuleSource = readBuiltModule,
): Promise<KernelModule | null> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) return null;
  const memory = backend.wasm.wasmMemory ?? backend.wasm.asm?.memory;
  if (!memory) throw new Error('The tfjs WASM backend shows no memory: is it another version than 4.22?');
  const isSharedMemory =
    typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const isRelaxed = WebAssembly.validate(relaxedProbe);
  const name: ModuleName = `kernels${isRelaxed ? '-relaxed' : ''}${isSharedMemory ? '-shared' : ''}.wasm`;
  const compiled = await WebAssembly.compile(await source(name));
  const instance = await WebAssembly.instantiate(compiled, { env: { memory } });
  const functions = instance.exports as unknown as Exports;

  const scratch = growingSpace(backend);
  const scratchOfParts = growingSpace(backend);
  let pool: ThreadPool | undefined;
  let smallestSharedMs = defaultSmallestMs;
  const disposeBackend = backend.dispose.bind(backend);
  const stopThreads = () => {
    pool?.dispose();
    pool = undefined;
  };
  backend.dispose = () => {
    stopThreads();
    disposeBackend();
  };
  const isShared = ({ items, estimatedMs }: SharedWork) =>
    pool !== undefined && items > 1 && estimatedMs >= smallestSharedMs;

  /** On all threads or, little work, on this one alone. */
  function call(
    name: keyof Exports,
    work: SharedWork,
    count: number,
    argumentsOf: (part: number, scratch: number) => number[],
  ): void {
    const shared = isShared(work);
    const step = ((work.scratchBytes ?? 0) + 15) & ~15;
    const space = step > 0 ? scratchOfParts(shared ? count * step : step) : 0;
    if (!shared) {
      for (let i = 0; i < count; i++) functions[name](...argumentsOf(i, space));
      return;
    }
    const parts = Array.from({ length: count }, (_, i) => argumentsOf(i, space + i * step));
    try {
      pool!.run(name, parts);
    } catch (error) {
      stopThreads();
      throw error;
    }
  }

  return {
    name,
    backend,
    functions,
    scratch,
    get threads() {
      return pool?.count ?? 1;
    },
    parallel(name, work, argumentsOf) {
      const { items } = work;
      const count = isShared(work) ? Math.min(items, partsPerThread * pool!.count) : 1;
      const cut = (i: number) => Math.floor((i * items) / count);
      call(name, work, count, (i, space) => argumentsOf(cut(i), cut(i + 1), space));
    },
    parallelEach(name, work, argumentsOf) {
      call(name, work, work.items, argumentsOf);
    },
    async setThreads(count, smallestMs = defaultSmallestMs) {
      smallestSharedMs = smallestMs;
      const wanted = canHaveThreads(memory) ? Math.min(count, mostThreads) : 1;
      if (wanted === (pool?.count ?? 1)) return;
      stopThreads();
      if (wanted > 1) pool = await startThreads(wanted, compiled, memory, instance);
    },
  };
}

/** Memory of the backend that grows with the largest demand and is given out anew at every call. */
function growingSpace(backend: WasmBackend): (sizeBytes: number) => number {
  let scratchOffset = 0;
  let scratchBytes = 0;
  return (sizeBytes) => {
    if (sizeBytes > scratchBytes) {
      if (scratchOffset) backend.wasm._free(scratchOffset);
      scratchBytes = 0;
      scratchOffset = backend.wasm._malloc(sizeBytes) >>> 0;
      if (!scratchOffset) throw new Error(`The WASM memory has no room for ${sizeBytes} bytes of scratch.`);
      scratchBytes = sizeBytes;
    }
    return scratchOffset;
  };
}
