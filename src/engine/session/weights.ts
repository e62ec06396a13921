import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { loadWeights } from '#engine/weights/load-weights.ts';
import type { LoadWeights, WeightsCommand } from '#protocol/weights.ts';
import type { Bench } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit, Requests } from './requests.ts';
import { RunSource } from './run-source.ts';

/** Gives nets the weights of files. A net that has them is held as a run that has done no step. */
export class WeightsSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;
  readonly #data: DataSubject;
  readonly #source: RunSource;

  constructor(emit: Emit, requests: Requests, bench: Bench, data: DataSubject) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
    this.#data = data;
    this.#source = new RunSource(emit, bench, data);
  }

  /** Until the file has been found to fit, the net that is held stays. */
  handle(command: WeightsCommand): Promise<void> {
    const { requestId } = command;
    const bench = this.#bench;
    return this.#requests.carryOut(requestId, async (signal) => {
      await Promise.all([bench.stopWork(), bench.turns.selected]);
      await bench.turns.work(signal, (signal) => this.#load(command, signal));
    });
  }

  async #load({ requestId, runId, ...wanted }: LoadWeights, signal: AbortSignal): Promise<void> {
    const bench = this.#bench;
    bench.requireBackend();
    bench.endWatch?.();
    const dataset = this.#data.require(wanted.config.dataset);
    const loading = loadWeights(wanted, dataset, {
      signal,
      makeRoom: async () => {
        await bench.held?.keeper.settled();
        bench.dropRun();
      },
      onBytes: (doneBytes, totalBytes) =>
        this.#emit({ type: 'weightsProgressed', requestId, doneBytes, totalBytes }),
    });
    const { run, weights } = await activeGpuContext().guard(loading);
    try {
      const { keeper } = await this.#source.adopt(runId, run, weights);
      this.#emit({ type: 'weightsLoaded', requestId, runId, run: keeper.run });
    } catch (thrown) {
      run.dispose();
      throw thrown;
    }
  }
}
