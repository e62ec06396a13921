import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { EngineFailure } from '#engine/engine-failure.ts';
import { type KernelThreads, registerWasmKernels } from '#kernels/register.ts';
import { registerWebglFilterGradient } from '#kernels/webgl-filter-gradient.ts';
import type { BackendInfo, BackendName, BackendPreference, BackendTiming } from '#protocol/backend.ts';
import { findWebglGpu, type GpuFinding } from './gpu.ts';
import { forgetLostBackend } from './gpu-context.ts';
import { memoryLimits } from './memory-limits.ts';
import { passesSelfTest } from './self-test.ts';
import { guardWasmAllocation } from './wasm-allocation.ts';

export interface BackendOptions {
  readonly preference: BackendPreference;
  /** Threads for WASM, 0 to leave it to the engine; a later call may change it. */
  readonly threads: number;
  /** Where the three .wasm files of tfjs are: a folder, or an address for each. */
  readonly wasmPaths: Parameters<typeof setWasmPaths>[0];
  /** Steps of the net at hand, by which 'auto' then chooses. */
  readonly timings?: readonly BackendTiming[] | undefined;
}

/** Where nobody chose: all cores, but more than these seldom help. */
const MOST_THREADS_BY_DEFAULT = 8;

/** Of the WASM backend when it was last selected. */
let kernelThreads: KernelThreads = { count: 1 };

type Reason = BackendInfo['reason'];

/**
 * Chooses and starts a backend. 'auto' takes the one that was measured as the fastest; unmeasured, WebGL where a real
 * GPU stands behind it, else WASM, else the plain CPU one. An explicit preference is obeyed or refused with
 * backendUnavailable, never replaced silently.
 */
export async function selectBackend(options: BackendOptions): Promise<BackendInfo> {
  const gpu = findWebglGpu();
  const { preference } = options;
  if (preference !== 'auto') {
    await startOrStay(preference, options);
    return describe(preference, options, 'chosenByUser', gpu);
  }
  const fastest = fastestOf(options.timings ?? []);
  if (fastest !== undefined && (await start(fastest, options)).started)
    return describe(fastest, options, 'fastest', gpu);
  let reason: Reason = gpu.verdict === 'software' ? 'softwareRenderer' : 'noGpu';
  let passedOver: Start | undefined;
  if (gpu.verdict === 'real') {
    passedOver = await start('webgl', options);
    if (passedOver.started) return describe('webgl', options, 'gpuFound', gpu);
    reason = 'gpuFailed';
  }
  const wasm = await start('wasm', options);
  if (wasm.started) return describe('wasm', options, reason, gpu, passedOver);
  if ((await start('cpu', options)).started) return describe('cpu', options, 'wasmFailed', gpu, wasm);
  throw new EngineFailure('backendUnavailable', { backend: 'cpu' });
}

/** The backend with the shortest step; undefined where nothing was measured. */
function fastestOf(timings: readonly BackendTiming[]): BackendName | undefined {
  return timings.toSorted((a, b) => a.stepMs - b.stepMs)[0]?.name;
}

/** What 'auto' may take, the likeliest first. */
function candidates(gpu: GpuFinding): readonly BackendName[] {
  return gpu.verdict === 'real' ? ['webgl', 'wasm'] : ['wasm'];
}

/** What to go on with after a lost GPU. */
export async function fallBack(options: BackendOptions): Promise<BackendInfo> {
  const name = (await start('wasm', options)).started ? 'wasm' : 'cpu';
  if (name === 'cpu') await start('cpu', options);
  return describe(name, options, 'contextLost', findWebglGpu());
}

/** Starts the backend. If it does not start, tfjs keeps the one before. */
async function startOrStay(name: BackendName, options: BackendOptions): Promise<void> {
  const former = tf.getBackend();
  const { started, failure } = await start(name, options);
  if (started) return;
  if (former) await tf.setBackend(former);
  if (failure === undefined) throw new EngineFailure('backendUnavailable', { backend: name });
  throw new EngineFailure('backendFailed', { backend: name, message: failure.message });
}

interface Start {
  readonly started: boolean;
  /** What tfjs or the browser threw, where it was that. */
  readonly failure?: Error;
}

/** A driver may refuse a shader during the self-test, or a file may be missing; another backend may still start. */
async function start(name: BackendName, options: BackendOptions): Promise<Start> {
  try {
    return { started: await starts(name, options) };
  } catch (thrown) {
    return { started: false, failure: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }
}

/** Whether the backend started, is the one that runs, and computes rightly. */
async function starts(name: BackendName, options: BackendOptions): Promise<boolean> {
  if (name === 'webgpu') {
    if (typeof navigator === 'undefined' || !('gpu' in navigator)) return false;
    await import('@tensorflow/tfjs-backend-webgpu');
  }
  if (name === 'wasm') prepareWasm(options);
  if (tf.findBackendFactory(name) === null) return false;
  forgetLostBackend(name);
  // setBackend can answer false, or true while another backend runs.
  if (!(await tf.setBackend(name))) return false;
  await tf.ready();
  if (tf.getBackend() !== name) return false;
  if (name === 'webgl') {
    if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) return false;
    registerWebglFilterGradient();
  }
  if (name === 'wasm') {
    kernelThreads = await registerWasmKernels({ threads: wantedThreads(options) });
    guardWasmAllocation();
  }
  return passesSelfTest();
}

/**
 * tfjs's own threads are left out: our kernels do the work that is worth sharing on threads of their own, and two
 * sets of threads would wait for each other's cores. It still takes the shared memory that ours need.
 */
function prepareWasm({ wasmPaths }: BackendOptions): void {
  // Not by findBackend, which would start it.
  if ('wasm' in tf.engine().registry && tf.getBackend() === 'wasm') return;
  setWasmPaths(wasmPaths);
  if (threadsDenied() === undefined) setThreadsCount(1);
}

function wantedThreads({ threads }: BackendOptions): number {
  if (threadsDenied() !== undefined) return 1;
  return threads > 0 ? threads : Math.min(navigator.hardwareConcurrency, MOST_THREADS_BY_DEFAULT);
}

/** Threads need shared memory. Browsers give it to isolated pages alone, and some to none (WebKitGTK). */
function threadsDenied(): BackendInfo['threadsDenied'] {
  if (typeof SharedArrayBuffer !== 'undefined' && isolated()) return undefined;
  if (isolated()) return 'noSharedMemory';
  return globalThis.isSecureContext === false ? 'notSecure' : 'notIsolated';
}

function isolated(): boolean {
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

function describe(
  name: BackendName,
  { preference, timings }: BackendOptions,
  reason: Reason,
  gpu: GpuFinding,
  { failure }: Partial<Start> = {},
): BackendInfo {
  const onGpu = name === 'webgl' || name === 'webgpu';
  const wasm = name === 'wasm';
  const denied = threadsDenied();
  return {
    name,
    preference,
    reason,
    ...(failure ? { failure: failure.message } : {}),
    renderer: onGpu || reason === 'softwareRenderer' ? gpu.renderer : '',
    threads: wasm ? kernelThreads.count : 1,
    ...(wasm && kernelThreads.failure ? { threadsError: kernelThreads.failure.message } : {}),
    ...(wasm && denied ? { threadsDenied: denied } : {}),
    simd: wasm && tf.env().getBool('WASM_HAS_SIMD_SUPPORT'),
    crossOriginIsolated: isolated(),
    memory: memoryLimits(),
    candidates: candidates(gpu),
    ...(reason === 'fastest' && timings ? { timings } : {}),
  };
}
