import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { inspect } from '#engine/inspection/inspect.ts';
import { Run } from '#engine/training/run.ts';
import type { InspectUntrained } from '#protocol/inspection.ts';
import type { Bench } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit, Requests } from './requests.ts';

/** Looks into nets that nobody has trained yet; those in training are looked into as they go. */
export class InspectionSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;
  readonly #data: DataSubject;

  constructor(emit: Emit, requests: Requests, bench: Bench, data: DataSubject) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
    this.#data = data;
  }

  handle({ requestId, config }: InspectUntrained): Promise<void> {
    const bench = this.#bench;
    const isBusy = bench.training !== undefined;
    return this.#requests.carryOut(requestId, (signal) =>
      bench.turns.work(signal, async (signal) => {
        if (isBusy) throw new EngineFailure('busy');
        bench.requireBackend();
        signal.throwIfAborted();
        const run = new Run(config, this.#data.require(config.dataset));
        try {
          const inspection = await activeGpuContext().guard(inspect(run));
          signal.throwIfAborted();
          this.#emit({ type: 'untrainedInspected', requestId, inspection });
        } finally {
          run.dispose();
        }
      }),
    );
  }
}
