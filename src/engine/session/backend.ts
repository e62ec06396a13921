import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { type BackendOptions, fallBack, selectBackend } from '#engine/backend/select-backend.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import type { BackendCommand } from '#protocol/backend.ts';
import type { Bench } from './bench.ts';
import type { Emit } from './requests.ts';

/** Chooses the backend, takes the net along to it, and goes on without a GPU that was lost. */
export class BackendSubject {
  readonly #emit: Emit;
  readonly #bench: Bench;
  readonly #wasmPaths: BackendOptions['wasmPaths'];
  #ignoreLoss: (() => void) | undefined;

  constructor(emit: Emit, bench: Bench, wasmPaths: BackendOptions['wasmPaths']) {
    this.#emit = emit;
    this.#bench = bench;
    this.#wasmPaths = wasmPaths;
  }

  handle({ preference, threads }: BackendCommand): Promise<void> {
    const options: BackendOptions = { preference, threads, wasmPaths: this.#wasmPaths };
    return this.#bench.turns.select(this.#bench.stopWork(), () => this.#change(options));
  }

  async #change(options: BackendOptions): Promise<void> {
    const bench = this.#bench;
    try {
      // A net that was trained is taken along through the host: tfjs moves tensors between backends one by one,
      // when they are used, and not reliably.
      const run = bench.held?.run;
      const weights = run && (await activeGpuContext().guard(run.weights()));
      bench.backend = await selectBackend(options);
      if (run !== undefined && run === bench.held?.run) run.setWeights(weights!);
      this.#ignoreLoss?.();
      this.#ignoreLoss = activeGpuContext().onLost(() => void this.#lose(options));
      this.#emit({ type: 'backendSelected', backend: bench.backend });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The weights went with the GPU: what is at work with them fails, and the next run goes on without it. */
  #lose(options: BackendOptions): Promise<void> {
    const bench = this.#bench;
    bench.dropRun();
    bench.training?.control.stop();
    bench.training = undefined;
    void bench.turns.abortWork();
    return bench.turns.select(Promise.resolve(), async () => {
      try {
        bench.backend = await fallBack(options);
        this.#emit({ type: 'backendSelected', backend: bench.backend });
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #fail(error: unknown): void {
    this.#bench.backend = undefined;
    this.#emit({ type: 'backendFailed', error: toEngineError(error) });
  }
}
