import type { MemoryLimits } from '#models/memory/fit.ts';
import type { Backend } from '#models/memory/tensors.ts';
import type { EngineError } from './errors.ts';

export type BackendName = Backend;
export type BackendPreference = 'auto' | BackendName;

export interface BackendInfo {
  readonly name: BackendName;
  readonly preference: BackendPreference;
  /** Why this one: worded by the panel. */
  readonly reason:
    | 'gpuFound'
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
  readonly simd: boolean;
  readonly crossOriginIsolated: boolean;
  /** What it can hold. */
  readonly memory?: MemoryLimits;
}

export interface SelectBackend {
  readonly type: 'selectBackend';
  readonly preference: BackendPreference;
  /** Threads for WASM; 0 leaves the choice to the engine. */
  readonly threads: number;
}

export type BackendCommand = SelectBackend;

export type BackendEvent =
  /** Sent by the page's client: the worker died, and with it the backend, the data and every net. */
  | { readonly type: 'engineCrashed'; readonly error: EngineError }
  | { readonly type: 'backendSelected'; readonly backend: BackendInfo }
  | { readonly type: 'backendFailed'; readonly error: EngineError };
