import { RunReception } from '#engine/runs/run-broadcast.ts';
import { runFreed } from '#engine/runs/run-owner.ts';
import type { WatchRun } from '#protocol/kept-run.ts';
import type { Bench } from './bench.ts';
import type { Emit, Requests } from './requests.ts';

/** Shows what happens to a run that another tab trains. */
export class WatchSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;

  constructor(emit: Emit, requests: Requests, bench: Bench) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
  }

  async handle({ requestId, runId }: WatchRun): Promise<void> {
    return this.#requests.carryOut(requestId, async () => {
      const bench = this.#bench;
      bench.endWatch?.();
      await Promise.all([bench.stopWork(), bench.turns.selected]);
      await bench.held?.keeper.settled();
      bench.dropRun();
      const ended = new AbortController();
      let isAwaited = false;
      /** Tells when the other tab has let go of it; it may come to have it again. */
      const awaitFreedom = async () => {
        if (isAwaited) return;
        isAwaited = true;
        const isFree = await runFreed(runId, ended.signal);
        isAwaited = false;
        if (isFree && !ended.signal.aborted) this.#emit({ type: 'runFreed', runId });
      };
      const reception = new RunReception(
        runId,
        (watched) => {
          this.#emit({ type: 'runWatched', runId, ...watched });
          void awaitFreedom();
        },
        this.#emit,
      );
      bench.endWatch = () => {
        ended.abort();
        reception.close();
        bench.endWatch = undefined;
      };
    });
  }
}
