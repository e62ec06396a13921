import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '#engine/engine-failure.ts';

/** Work on a lost WebGPU device fails at once; the browser says a moment later that the device is lost. */
const LOSS_IS_TOLD_WITHIN_MS = 100;

/**
 * Notices when the GPU behind a backend is lost. tfjs does not: on WebGL training goes on with garbage, and read-backs
 * never settle.
 */
export class GpuContext {
  readonly #failsFirst: boolean;
  readonly #listeners = new Set<() => void>();
  #isLost = false;

  constructor(name: string, backend: object) {
    const lose = () => {
      this.#isLost = true;
      for (const listener of [...this.#listeners]) listener();
    };
    this.#failsFirst = name === 'webgpu';
    if (name === 'webgl') {
      const { canvas } = (backend as WithContext).getGPGPUContext().gl;
      canvas.addEventListener('webglcontextlost', lose, { once: true });
    }
    if (name === 'webgpu') void (backend as WithDevice).device.lost.then(lose);
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Calls back when the GPU is lost, at once where it is, unless what it returns is called before. */
  onLost(callback: () => void): () => void {
    if (this.#isLost) callback();
    this.#listeners.add(callback);
    return () => {
      this.#listeners.delete(callback);
    };
  }

  /** Settles as `work` does; rejects with contextLost when the GPU is lost before. */
  guard<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const ignore = this.onLost(() => reject(new EngineFailure('contextLost')));
      const fail = (error: unknown) => {
        ignore();
        reject(error);
      };
      work.then(
        (value) => {
          ignore();
          resolve(value);
        },
        this.#failsFirst ? (error) => setTimeout(fail, LOSS_IS_TOLD_WITHIN_MS, error) : fail,
      );
    });
  }

  /** `guard` for each step of a generator. */
  async *guardEach<T>(steps: AsyncIterator<T, void>): AsyncGenerator<T> {
    for (;;) {
      const step = await this.guard(steps.next());
      if (step.done) return;
      yield step.value;
    }
  }
}

const contexts = new WeakMap<object, GpuContext>();

/** The active backend's. A backend without a GPU never loses it. */
export function activeGpuContext(): GpuContext {
  const backend = tf.backend();
  const context = contexts.get(backend) ?? new GpuContext(tf.getBackend(), backend);
  contexts.set(backend, context);
  return context;
}

/** Lets tfjs start a backend again after its GPU was lost: the old instance stays lost even when the GPU is back. */
export function forgetLostBackend(name: string): void {
  const backend = tf.engine().registry[name];
  if (backend === undefined || contexts.get(backend)?.isLost !== true) return;
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
}

interface WithContext {
  getGPGPUContext(): { readonly gl: { readonly canvas: EventTarget } };
}

interface WithDevice {
  readonly device: GPUDevice;
}
