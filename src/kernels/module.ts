import * as tf from '@tensorflow/tfjs';
import { canHaveThreads, startThreads } from './threads.ts';
import type { WasmBackend } from './wasm-backend.ts';
import { shareWork, type WorkSharing } from './work-sharing.ts';

/** The functions of src/kernels/assembly/index.ts. Pointers and counts are numbers. */
type Exports = Record<
  | 'add'
  | 'relu'
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

/** Gives memory of so many bytes, which may be used until the next call. */
export type Space = (sizeBytes: number) => number;

/** Our compiled kernels, at work on the memory of one tfjs WASM backend. */
export interface KernelModule extends WorkSharing<keyof Exports> {
  readonly name: ModuleName;
  readonly backend: WasmBackend;
  readonly functions: Exports;
  /** For what a kernel keeps until it returns. */
  readonly scratch: Space;
}

// A module with one function: f32x4.relaxed_madd of three zero vectors.
const relaxedProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0,
  253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
]);

/** Written out one by one: the bundler recognises an asset by a literal. */
const locations: Record<ModuleName, URL> = {
  'kernels.wasm': new URL('./build/kernels.wasm', import.meta.url),
  'kernels-relaxed.wasm': new URL('./build/kernels-relaxed.wasm', import.meta.url),
  'kernels-shared.wasm': new URL('./build/kernels-shared.wasm', import.meta.url),
  'kernels-relaxed-shared.wasm': new URL('./build/kernels-relaxed-shared.wasm', import.meta.url),
};

async function readBuiltModule(name: ModuleName): Promise<BufferSource> {
  const location = locations[name];
  if (location.protocol === 'file:') {
    // Node's fetch does not read files. The name is a variable so that bundlers for the page do not follow it.
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
  space: (backend: WasmBackend) => Space = growingSpace,
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

  const { sharing, end } = shareWork({
    functions,
    scratch: space(backend),
    start: canHaveThreads(memory) ? (count) => startThreads(count, compiled, memory, instance) : null,
  });
  const disposeBackend = backend.dispose.bind(backend);
  backend.dispose = () => {
    end();
    disposeBackend();
  };
  return Object.assign(sharing, { name, backend, functions, scratch: space(backend) });
}

/** One piece of the backend's memory, as large as the largest demand so far; every call gives out the same piece. */
function growingSpace(backend: WasmBackend): Space {
  let scratchOffset = 0;
  let scratchBytes = 0;
  return (sizeBytes) => {
    if (sizeBytes > scratchBytes) {
      if (scratchOffset) backend.wasm._free(scratchOffset);
      // Forget it before the next line can throw: what is free must not be freed again.
      scratchOffset = 0;
      scratchBytes = 0;
      // malloc sees only the lower 32 bits of the size. It returns 0 when memory is full.
      scratchOffset = sizeBytes < 2 ** 32 ? backend.wasm._malloc(sizeBytes) >>> 0 : 0;
      if (!scratchOffset) throw new Error(`The WASM memory has no room for ${sizeBytes} bytes of scratch.`);
      scratchBytes = sizeBytes;
    }
    return scratchOffset;
  };
}
