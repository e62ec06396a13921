import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { disposeBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { registerWasmKernels, type WasmKernelOptions } from '#kernels/register.ts';
import { servingModule } from '#kernels/serving-module.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { bars } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';
import { Canaries, computeGuarded, exactSpace } from './canaries.ts';
import { computeAll, referenceOf, sample, sweep } from './sweep/all.ts';
import { endWasm } from './wasm-anew.ts';

// What the tests of threads do where threads can be waited for: in a worker.

/** The threads of our kernels, as this worker starts and ends them. */
const threads: Worker[] = [];
let ended = 0;
const BrowserWorker = globalThis.Worker;
class WatchedWorker extends BrowserWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options);
    if (options?.name === 'kernels') threads.push(this);
  }
  override terminate(): void {
    if (threads.includes(this)) ended += 1;
    super.terminate();
  }
}
globalThis.Worker = WatchedWorker;

/** What an engine can have or not. */
export interface Variant {
  readonly relaxed: boolean;
  readonly shared: boolean;
}

const { validate } = WebAssembly;

async function start(
  count: number,
  { relaxed, shared }: Variant = { relaxed: true, shared: true },
  options: WasmKernelOptions = {},
): Promise<{ count: number; failure?: string | undefined }> {
  if (!shared) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend did not start.');
  // tfjs has asked what it wanted to know of the engine; what ours asks is relaxed SIMD.
  if (!relaxed) WebAssembly.validate = () => false;
  const { count: started, failure } = await registerWasmKernels({
    threads: count,
    smallestSharedMs: 0,
    ...options,
  });
  WebAssembly.validate = validate;
  return { count: started, failure: failure?.message };
}

const sizeOfMemory = () => servingModule()!.backend.wasm.wasmMemory!.buffer.byteLength;

/** The weights after a few steps. */
function train(config: RunConfig, steps: number): Float32Array {
  const run = new Run(config, bars(config.recipe.batchSize * steps, 10));
  const { indices } = run.split('train');
  const { batchSize } = config.recipe;
  for (let step = 0; step < steps; step++) {
    const batch = trainingBatch(run, indices.subarray(step * batchSize, (step + 1) * batchSize));
    tf.dispose(Object.values(run.update(batch, 0.01)));
    disposeBatch(batch);
  }
  const weights = tf.tidy(() =>
    tf.concat(run.built.trainingModel.getWeights().map((weight) => weight.flatten())),
  );
  const numbers = Float32Array.from(weights.dataSync());
  weights.dispose();
  run.dispose();
  return numbers;
}

const scenarios = {
  /** What all should be. */
  async reference() {
    await tf.setBackend('cpu');
    return new Map(sweep.map((computation) => [computation.name, referenceOf(computation)]));
  },

  async kernels(counts: readonly number[], variant?: Variant) {
    const results = [];
    for (const count of counts) {
      const started = await start(count, variant);
      const before = tf.memory().numTensors;
      const outputs = computeAll();
      const { name } = servingModule()!;
      results.push({ ...started, name, outputs, leaked: tf.memory().numTensors - before });
    }
    return results;
  },

  async canaries(count: number) {
    await tf.setBackend('wasm');
    let canaries: Canaries | undefined;
    const started = await start(count, undefined, {
      space: (backend) => {
        canaries ??= new Canaries(backend);
        return exactSpace(backend);
      },
    });
    return { ...started, ...computeGuarded(canaries!) };
  },

  async training(config: RunConfig, steps: number, counts: readonly number[]) {
    const results = [];
    for (const count of counts) results.push({ ...(await start(count)), weights: train(config, steps) });
    return results;
  },

  /** The same before and after the memory has grown under the threads. */
  async growth() {
    await start(3);
    const before = computeAll();
    const sizeBefore = sizeOfMemory();
    const large = tf.zeros([(sizeBefore / 4) | 0]);
    // A multiple that lies beyond the old end.
    const above = tf.add(large, 1);
    const sizeAfter = sizeOfMemory();
    const after = computeAll();
    tf.dispose([large, above]);
    return { before, after, sizeBefore, sizeAfter };
  },

  async disposal() {
    await start(3);
    const first = computeAll(sample);
    endWasm();
    const endedWithBackend = ended;
    const second = { ...(await start(2)), outputs: computeAll(sample) };
    return { first, second, endedWithBackend, started: threads.length };
  },

  /** Changes asked for before the ones before are done. */
  async changes(counts: readonly number[]) {
    await start(1);
    await Promise.all(counts.map((count) => registerWasmKernels({ threads: count })));
    return { count: servingModule()!.threads, alive: threads.length - ended };
  },

  /** Threads that die while they wait for work. */
  async death() {
    const { count } = await start(3);
    const before = computeAll(sample);
    for (const thread of threads) thread.terminate();
    return { count, before, after: computeAll(sample) };
  },

  /** Parts that trap, whichever thread takes them. */
  async failure() {
    const { count } = await start(3);
    const before = computeAll(sample);
    const module = servingModule()!;
    const beyond = sizeOfMemory();
    const messages = [2, 40].map((items) => {
      try {
        // To read where no memory is.
        module.parallelEach('relu', { items, estimatedMs: 1 }, () => [beyond, 0, 1]);
        return 'none';
      } catch (error) {
        return (error as Error).message;
      }
    });
    return { count, messages, countAfter: module.threads, before, after: computeAll(sample) };
  },

  async refusal() {
    await start(1);
    globalThis.Worker = class extends BrowserWorker {
      constructor(_url: string | URL, options?: WorkerOptions) {
        super(URL.createObjectURL(new Blob(['throw new Error("no threads today")'])), options);
      }
    };
    const refused = await start(4);
    const outputs = computeAll(sample);
    globalThis.Worker = WatchedWorker;
    return { refused, outputs, later: { ...(await start(2)), outputs: computeAll(sample) } };
  },

  /** Threads that start and cannot make their instance of the module. */
  async unlinked() {
    await start(1);
    globalThis.Worker = class extends WatchedWorker {
      override postMessage(message: object) {
        const memory = new WebAssembly.Memory({ initial: 0, maximum: 1, shared: true });
        super.postMessage({ ...message, memory });
      }
    };
    const asked = performance.now();
    const { count, failure } = await start(3);
    const waitedMs = performance.now() - asked;
    globalThis.Worker = WatchedWorker;
    return { count, failure, waitedMs, alive: threads.length - ended };
  },
};

export type Scenarios = typeof scenarios;

addEventListener('message', async ({ data: [name, ...args] }: MessageEvent) => {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  });
  if (globalThis.crossOriginIsolated) setThreadsCount(1);
  const scenario = scenarios[name as keyof Scenarios] as (...args: unknown[]) => Promise<unknown>;
  try {
    postMessage({ result: await scenario(...args) });
  } catch (error) {
    postMessage({ error: (error as Error).stack });
  }
});
