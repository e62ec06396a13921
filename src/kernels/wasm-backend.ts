import * as tf from '@tensorflow/tfjs';

type DataId = tf.TensorInfo['dataId'];

/** The heap of tfjs's Emscripten module, as far as the kernels here use it. */
interface EmscriptenModule {
  _malloc(sizeBytes: number): number;
  _free(offset: number): void;
  /** Replaced by a new view whenever the memory grows: never keep it. */
  readonly HEAPU8: Uint8Array;
  /** The raw exports; present in the module without threads. */
  readonly asm?: { readonly memory?: WebAssembly.Memory };
  /** The shared memory; present in the module with threads. */
  readonly wasmMemory?: WebAssembly.Memory;
}

/** The members of tfjs's `BackendWasm` that a kernel needs; offsets are bytes into its WASM memory. */
export interface WasmBackend {
  readonly wasm: EmscriptenModule;
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  getMemoryOffset(dataId: DataId): number;
  incRef(dataId: DataId): void;
  /** Tensors that share the buffer; 0 where the backend does not hold it. */
  refCount(dataId: DataId): number;
  disposeData(dataId: DataId, force?: boolean): boolean;
  dispose(): void;
}

export interface KernelArguments {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs: tf.NamedAttrMap;
  readonly backend: WasmBackend;
}

type WasmKernel = (args: KernelArguments) => tf.TensorInfo;

/** tfjs's own kernels by name, which ours replaced. */
const originals = new Map<string, WasmKernel>();

/** The kernel that tfjs itself has for the wasm backend; throws if it has none of that name. */
export function originalKernel(kernelName: string): WasmKernel {
  const known = originals.get(kernelName);
  if (known) return known;
  const config = tf.getKernel(kernelName, 'wasm');
  if (!config)
    throw new Error(`tfjs has no kernel '${kernelName}' for WASM: is it another version than 4.22?`);
  const original: WasmKernel = ({ inputs, attrs, backend }) =>
    config.kernelFunc({ inputs, attrs, backend: backend as unknown as tf.KernelBackend }) as tf.TensorInfo;
  originals.set(kernelName, original);
  return original;
}

/** The outputs that the running kernel has made so far. */
let outputs: DataId[] | undefined;

/**
 * From now on the outputs of a kernel that throws are freed. tfjs learns of outputs only when a kernel returns, so it
 * would never free these; most often the reason to throw is a full memory.
 */
export function followOutputs(backend: WasmBackend): void {
  const makeOutput = backend.makeOutput.bind(backend);
  backend.makeOutput = (...values) => {
    const output = makeOutput(...values);
    outputs?.push(output.dataId);
    return output;
  };
}

/** Throws unless all tensors are of float32: a kernel would read past the end of booleans, which have one byte each. */
export function expectFloats(operation: string, tensors: Readonly<Record<string, tf.TensorInfo>>): void {
  for (const [name, { dtype }] of Object.entries(tensors)) {
    if (dtype !== 'float32')
      throw new Error(`${operation} takes tensors of float32; ${name} is of ${dtype}.`);
  }
}

/** Registers `kernel` for the wasm backend, in place of the one that is there. */
export function replaceKernel(
  kernelName: string,
  kernel: (args: KernelArguments) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const former = tf.getKernel(kernelName, 'wasm');
  if (former) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    // tfjs calls it when a backend starts; its own kernel, which ours may call, needs that.
    ...(former?.setupFunc && { setupFunc: former.setupFunc }),
    kernelFunc: ({ inputs, attrs, backend: kernelBackend }) => {
      const backend = kernelBackend as unknown as WasmBackend;
      outputs = [];
      try {
        return kernel({ inputs, attrs: attrs ?? {}, backend });
      } catch (error) {
        for (const dataId of outputs ?? []) backend.disposeData(dataId);
        throw error;
      } finally {
        outputs = undefined;
      }
    },
  });
}
