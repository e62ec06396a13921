import { EngineFailure } from '#engine/engine-failure.ts';
import { decodeRunFile, encodeRunFile } from '#engine/runs/run-file.ts';
import { ownedRuns, ownRun } from '#engine/runs/run-owner.ts';
import { openRunStore, requireKept } from '#engine/runs/run-store.ts';
import type { ChangeRun, ExportRun, ImportRun, KeptRunCommand } from '#protocol/kept-run.ts';
import type { Bench } from './bench.ts';
import type { Emit, Requests } from './requests.ts';

type Handled = Exclude<KeptRunCommand, { readonly type: 'openRun' | 'watchRun' }>;

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
    return this.#requests.carryOut(command.requestId, () => this.#carryOut(command));
  }

  #carryOut(command: Handled): Promise<void> {
    switch (command.type) {
      case 'listRuns':
        return this.#list(command.requestId);
      case 'changeRun':
        return this.#change(command);
      case 'forgetRun':
        return this.#forget(command.requestId, command.runId);
      case 'exportRun':
        return this.#export(command);
      case 'importRun':
        return this.#import(command);
    }
  }

  async #list(requestId: string): Promise<void> {
    const store = await openRunStore();
    const [runs, owned] = await Promise.all([store.list(), ownedRuns()]);
    const sizes = await Promise.all(runs.map(({ id }) => store.sizeOf(id)));
    const held = this.#bench.held?.runId;
    this.#emit({
      type: 'runsListed',
      requestId,
      canKeep: store.isLasting,
      runs: runs.map((run, i) => ({
        ...run,
        isElsewhere: owned.has(run.id) && run.id !== held,
        sizeBytes: sizes[i] ?? 0,
      })),
    });
  }

  async #change({ requestId, runId, change }: ChangeRun): Promise<void> {
    const { held } = this.#bench;
    if (held?.runId === runId) {
      held.keeper.change(change);
      this.#emit({ type: 'runChanged', requestId, run: held.keeper.run });
      return;
    }
    const store = await openRunStore();
    const release = await ownRun(runId);
    try {
      const record = requireKept(await store.read(runId));
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
    if (bench.held?.runId === runId) {
      await bench.held.keeper.settled();
      bench.dropRun();
    }
    const release = await ownRun(runId);
    try {
      await (await openRunStore()).remove(runId);
      this.#emit({ type: 'runForgotten', requestId, runId });
    } finally {
      release();
    }
  }

  /** Reading does not need the run for itself: its owner never writes where it is read. */
  async #export({ requestId, runId }: ExportRun): Promise<void> {
    const { held } = this.#bench;
    if (held?.runId === runId) await held.keeper.settled();
    const whole = requireKept(await (await openRunStore()).readWhole(runId));
    this.#emit({ type: 'runExported', requestId, run: whole.run, file: await encodeRunFile(whole) });
  }

  async #import({ requestId, runId, file }: ImportRun): Promise<void> {
    const whole = await decodeRunFile(file, file.name, runId);
    await (await openRunStore()).writeWhole(whole);
    this.#emit({ type: 'runImported', requestId, run: whole.run });
  }
}
