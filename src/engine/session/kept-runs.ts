import { EngineFailure } from '#engine/engine-failure.ts';
import { ownedRuns, ownRun } from '#engine/runs/run-owner.ts';
import { openRunStore } from '#engine/runs/run-store.ts';
import type { ChangeRun, RunCommand } from '#protocol/run.ts';
import type { Bench } from './bench.ts';
import type { Emit, Requests } from './requests.ts';

type Handled = Extract<RunCommand, { readonly type: 'listRuns' | 'changeRun' | 'forgetRun' }>;

/** The runs that outlive the page, whether the engine holds their net or not. */
export class KeptRunsSubject {
  readonly #emit: Emit;
  readonly #requests: Requests;
  readonly #bench: Bench;

  constructor(emit: Emit, requests: Requests, bench: Bench) {
    this.#emit = emit;
    this.#requests = requests;
    this.#bench = bench;
  }

  handle(command: Handled): Promise<void> {
    switch (command.type) {
      case 'listRuns':
        return this.#requests.carryOut(command.requestId, () => this.#list(command.requestId));
      case 'changeRun':
        return this.#requests.carryOut(command.requestId, () => this.#change(command));
      case 'forgetRun':
        return this.#requests.carryOut(command.requestId, () =>
          this.#forget(command.requestId, command.runId),
        );
    }
  }

  async #list(requestId: string): Promise<void> {
    const store = await openRunStore();
    const [runs, owned] = await Promise.all([store?.list() ?? [], ownedRuns()]);
    const held = this.#bench.held?.runId;
    this.#emit({
      type: 'runsListed',
      requestId,
      canKeep: store !== undefined,
      runs: runs.map((run) => ({ ...run, isElsewhere: owned.has(run.id) && run.id !== held })),
    });
  }

  async #change({ requestId, runId, change }: ChangeRun): Promise<void> {
    const { held } = this.#bench;
    if (held?.runId === runId && held.keeper !== undefined) {
      held.keeper.change(change);
      this.#emit({ type: 'runChanged', requestId, run: held.keeper.run });
      return;
    }
    const store = await openRunStore();
    const release = await ownRun(runId);
    try {
      const record = await store?.read(runId);
      if (store === undefined || record === undefined) throw new EngineFailure('runMissing');
      const run = { ...record.run, ...change, changedAt: Date.now() };
      await store.write({ ...record, run });
      this.#emit({ type: 'runChanged', requestId, run });
    } finally {
      release();
    }
  }

  async #forget(requestId: string, runId: string): Promise<void> {
    const bench = this.#bench;
    if (bench.training?.runId === runId) throw new EngineFailure('busy');
    if (bench.held?.runId === runId) bench.dropRun();
    const release = await ownRun(runId);
    try {
      await (await openRunStore())?.remove(runId);
      this.#emit({ type: 'runForgotten', requestId, runId });
    } finally {
      release();
    }
  }
}
