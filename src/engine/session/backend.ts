import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { type BackendOptions, fallBack, selectBackend } from '#engine/backend/select-backend.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { measureSpeed } from '#engine/training/speed.ts';
import type {
  BackendCommand,
  BackendName,
  BackendTiming,
  CompareBackends,
  SelectBackend,
} from '#protocol/backend.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import type { Bench, HeldRun } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit, Requests } from './requests.ts';

/** Chooses the backend, takes the net along to it, and goes on without a GPU that was lost. */
export class BackendSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;
  readonly #data: DataSubject;
  #options: BackendOptions;
  #ignoreLoss: (() => void) | undefined;

  constructor(
    emit: Emit,
    requests: Requests,
    bench: Bench,
    data: DataSubject,
    wasmPaths: BackendOptions['wasmPaths'],
  ) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
    this.#data = data;
    this.#options = { preference: 'auto', threads: 0, wasmPaths };
  }

  handle(command: BackendCommand): Promise<void> {
    return command.type === 'selectBackend' ? this.#select(command) : this.#compare(command);
  }

  #select({ preference, threads, timings }: SelectBackend): Promise<void> {
    const options: BackendOptions = { ...this.#options, preference, threads, timings };
    this.#options = options;
    const bench = this.#bench;
    return bench.turns.select(bench.stopWork(), async () => {
      try {
        bench.backend = await this.#change(options);
        this.#emit({ type: 'backendSelected', backend: bench.backend });
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /**
   * Selects a backend. A net that was trained is taken along through the host, and what its optimiser keeps where it can
   * go on: tfjs moves tensors between backends one by one, when they are used, and not reliably.
   */
  async #change(options: BackendOptions) {
    const bench = this.#bench;
    const { held } = bench;
    const taken = held && (await activeGpuContext().guard(takeAlong(held)));
    const backend = await selectBackend(options);
    if (held?.run === bench.held?.run) taken?.();
    this.#ignoreLoss?.();
    this.#ignoreLoss = activeGpuContext().onLost(() => void this.#lose());
    return backend;
  }

  #compare({ requestId, config }: CompareBackends): Promise<void> {
    const bench = this.#bench;
    const isBusy = bench.training !== undefined;
    return this.#requests.carryOut(requestId, async (signal) => {
      if (isBusy) throw new EngineFailure('busy');
      const { candidates } = bench.requireBackend();
      const timings = await bench.turns.exclusive(signal, (signal) => this.#time(candidates, config, signal));
      this.#emit({ type: 'backendsCompared', requestId, timings });
    });
  }

  /**
   * Times one candidate after the other, then returns to the selected backend, even when the comparison is cancelled.
   */
  async #time(
    candidates: readonly BackendName[],
    config: RunConfig,
    signal: AbortSignal,
  ): Promise<BackendTiming[]> {
    const timings: BackendTiming[] = [];
    const dataset = this.#data.require(config.dataset);
    try {
      for (const name of candidates) {
        signal.throwIfAborted();
        const stepMs = await this.#stepMs(name, config, dataset, signal);
        if (stepMs !== undefined) timings.push({ name, stepMs });
      }
    } finally {
      this.#bench.backend = await this.#change(this.#options);
    }
    return timings;
  }

  /** Undefined for a backend that does not start or cannot hold the net. */
  async #stepMs(
    name: BackendName,
    config: RunConfig,
    dataset: ReturnType<DataSubject['require']>,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    try {
      await this.#change({ ...this.#options, preference: name });
      const { imagesPerSecond } = await activeGpuContext().guard(measureSpeed(config, dataset, signal));
      return (1000 * config.recipe.batchSize) / imagesPerSecond;
    } catch (error) {
      signal.throwIfAborted();
      const unfit = [
        'backendUnavailable',
        'backendFailed',
        'memoryTooSmall',
        'tensorTooLarge',
        'outOfMemory',
      ];
      if (unfit.includes(toEngineError(error).code)) return undefined;
      throw error;
    }
  }

  /** The weights are lost with the GPU: the work on them fails, and the next run uses another backend. */
  #lose(): Promise<void> {
    const bench = this.#bench;
    bench.dropRun();
    bench.training?.control.stop();
    bench.training = undefined;
    void bench.turns.abortWork();
    return bench.turns.select(Promise.resolve(), async () => {
      try {
        bench.backend = await fallBack(this.#options);
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

/** Reads a net back; what it returns puts it on the backend that is active then. */
async function takeAlong({ run, from }: HeldRun): Promise<() => void> {
  const { step } = run;
  const weights = await run.weights();
  if (from === undefined) return () => run.setWeights(weights);
  const slots = await run.slots();
  return () => run.restore({ step, weights, slots });
}
