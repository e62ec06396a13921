import type { MemoryLimits } from '#models/memory/fit.ts';
import type { Backend } from '#models/memory/tensors.ts';
import type { EngineError } from './errors.ts';
import type { RunConfig } from './run-config.ts';

export type BackendName = Backend;
export type BackendPreference = 'auto' | BackendName;

export interface BackendInfo {
  readonly name: BackendName;
  readonly preference: BackendPreference;
  /** Why this one: worded by the panel. */
  readonly reason:
    | 'gpuFound'
    /** The fastest of `timings`. */
    | 'fastest'
    | 'chosenByUser'
    | 'noGpu'
    | 'softwareRenderer'
    | 'gpuFailed'
    | 'wasmFailed'
    | 'contextLost';
  /** What was thrown where a better backend failed to start. */
  readonly failure?: string;
  /** The GPU's own name, where there is one. */
  readonly renderer: string;
  /** 1 without threads. */
  readonly threads: number;
  /** Why there are not as many threads as there should be: what the browser said of those that did not start. */
  readonly threadsError?: string;
  /** Why WASM has one thread whatever is chosen; absent where it may have more. */
  readonly threadsDenied?: 'notSecure' | 'notIsolated' | 'noSharedMemory';
  readonly simd: boolean;
  readonly crossOriginIsolated: boolean;
  /** What it can hold. */
  readonly memory?: MemoryLimits;
  /** The backends that 'auto' may choose here, the likeliest first. */
  readonly candidates: readonly BackendName[];
  /** The timings by which 'auto' chose, if it had any. */
  readonly timings?: readonly BackendTiming[];
}

/** How long a training step of some net takes on a backend. */
export interface BackendTiming {
  readonly name: BackendName;
  readonly stepMs: number;
}

export interface SelectBackend {
  readonly type: 'selectBackend';
  readonly preference: BackendPreference;
  /** Threads for WASM; 0 leaves the choice to the engine. */
  readonly threads: number;
  /** Timings of the net at hand: 'auto' takes the fastest backend that starts. */
  readonly timings?: readonly BackendTiming[];
}

/**
 * Times a few training steps of a config on every candidate, compiling aside, and goes back to the backend that was
 * selected. Refused while training; given up for a run that is started.
 */
export interface CompareBackends {
  readonly type: 'compareBackends';
  readonly requestId: string;
  readonly config: RunConfig;
}

export type BackendCommand = SelectBackend | CompareBackends;

export type BackendEvent =
  /** Sent by the page's client: the worker died, and with it the backend, the data and every net. */
  | { readonly type: 'engineCrashed'; readonly error: EngineError }
  | { readonly type: 'backendSelected'; readonly backend: BackendInfo }
  | { readonly type: 'backendFailed'; readonly error: EngineError }
  /** Without the candidates that did not start or could not hold the net. */
  | {
      readonly type: 'backendsCompared';
      readonly requestId: string;
      readonly timings: readonly BackendTiming[];
    };
