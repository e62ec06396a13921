import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { APP_VERSION } from '#engine/runs/app-version.ts';
import { restoreCheckpoint } from '#engine/runs/checkpoint.ts';
import { RunKeeper } from '#engine/runs/run-keeper.ts';
import { ownRun } from '#engine/runs/run-owner.ts';
import { openRunStore, type RunStore, unpackPoints } from '#engine/runs/run-store.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { measureSpeed } from '#engine/training/speed.ts';
import { train } from '#engine/training/train.ts';
import type { BackendInfo } from '#protocol/backend.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { KeptRun, MeasureSpeed, RunCommand, StartTraining } from '#protocol/run.ts';
import type { Bench, HeldRun } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit, Requests } from './requests.ts';

type Handled = Exclude<RunCommand, { readonly type: 'listRuns' | 'changeRun' | 'forgetRun' }>;

/** Trains one net at a time: a new training ends and replaces the one before. */
export class RunSubject {
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

  async handle(command: Handled): Promise<void> {
    const { held } = this.#bench;
    switch (command.type) {
      case 'startTraining':
        return this.#work(command.runId, (idle) => this.#begin(command, idle));
      case 'pauseTraining':
        return this.#bench.controlOf(command.runId)?.pause();
      case 'resumeTraining':
        if (this.#bench.training === undefined && held?.runId === command.runId) {
          return this.#work(command.runId, (idle) => this.#goOn(held, idle));
        }
        return this.#bench.controlOf(command.runId)?.resume();
      case 'stopTraining':
        return this.#stop(command.runId);
      case 'keepRun':
        return held?.runId === command.runId ? held.keeper?.checkpoints.ask() : undefined;
      case 'measureSpeed':
        return this.#measureSpeed(command);
      case 'openRun':
        return this.#requests.carryOut(command.requestId, async () => {
          await Promise.all([this.#bench.stopWork(), this.#bench.turns.selected]);
          await this.#open(command.runId);
        });
    }
  }

  /** Trains what `prepare` gives, which comes when nothing else is at work. Goes on where a GPU was lost. */
  async #work(runId: string, prepare: (idle: Promise<unknown>) => Promise<HeldRun>): Promise<void> {
    const bench = this.#bench;
    const idle = Promise.all([bench.stopWork(), bench.turns.selected]);
    const control = new TrainingControl();
    const training = { runId, control, ended: this.#train(runId, control, () => prepare(idle)) };
    bench.training = training;
    await training.ended;
    if (bench.training === training) bench.training = undefined;
  }

  async #train(runId: string, control: TrainingControl, prepare: () => Promise<HeldRun>): Promise<void> {
    const bench = this.#bench;
    let held: HeldRun | undefined;
    try {
      held = await prepare();
      bench.held = { ...held, from: undefined };
      const { run, keeper, from } = held;
      this.#emit({ type: 'trainingStarted', runId, backend: bench.requireBackend(), plan: run.plan });
      if (from !== undefined) keeper?.goOn();
      const options = { ...(from && { from }), ...(keeper && { checkpoints: keeper.checkpoints }) };
      for await (const event of activeGpuContext().guardEach(train(run, control, options))) {
        keeper?.take(event);
        if (event.type !== 'checkpointMade') this.#emit({ ...event, runId });
        // The first one is on the disk before the first step; later ones are written while training goes on.
        else if (event.checkpoint.step === 0) await keeper?.settled();
      }
    } catch (thrown) {
      await this.#fail(runId, held, toEngineError(thrown));
    } finally {
      control.end();
      await held?.keeper?.settled();
    }
  }

  async #fail(runId: string, held: HeldRun | undefined, error: EngineError): Promise<void> {
    const step = held?.run.step ?? 0;
    await held?.keeper?.settled();
    if (error.code === 'contextLost' && held?.keeper !== undefined) {
      // Nobody is asked: the next backend is chosen by now.
      void this.#goOnWithoutGpu(runId, step, error);
      return;
    }
    held?.keeper?.fail(error);
    this.#emit({ type: 'trainingFailed', runId, step, error });
  }

  async #goOnWithoutGpu(runId: string, step: number, error: EngineError): Promise<void> {
    try {
      await this.#bench.turns.selected;
      await this.#open(runId);
    } catch (thrown) {
      const { code } = toEngineError(thrown);
      this.#emit({
        type: 'trainingFailed',
        runId,
        step,
        error: { ...error, details: { ...error.details, message: code } },
      });
      return;
    }
    await this.handle({ type: 'resumeTraining', runId });
  }

  #stop(runId: string): void {
    const { held, training } = this.#bench;
    if (training !== undefined || held?.runId !== runId || held.from === undefined) {
      this.#bench.controlOf(runId)?.stop();
      return;
    }
    // Brought back, and never gone on.
    const { step } = held.run;
    held.keeper?.change({ status: 'stopped' });
    this.#emit({ type: 'trainingEnded', runId, outcome: 'stopped', step, elapsedMs: held.from.elapsedMs });
  }

  async #goOn(held: HeldRun, idle: Promise<unknown>): Promise<HeldRun> {
    await idle;
    const { backend } = this.#bench;
    const isReady = held.from !== undefined && held.backend === backend && held === this.#bench.held;
    return isReady ? held : this.#open(held.runId);
  }

  async #begin({ runId, config }: StartTraining, idle: Promise<unknown>): Promise<HeldRun> {
    await idle;
    const bench = this.#bench;
    const backend = bench.requireBackend();
    const dataset = this.#data.require(config.dataset);
    bench.dropRun();
    const run = new Run(config, dataset);
    try {
      const store = await openRunStore();
      const release = await ownRun(runId);
      const keeper = store && this.#keeper(store, this.#record(runId, run, backend));
      return { runId, run, backend, keeper, release };
    } catch (thrown) {
      run.dispose();
      throw thrown;
    }
  }

  #keeper(store: RunStore, run: KeptRun, points: ReturnType<typeof unpackPoints> = []): RunKeeper {
    return new RunKeeper(store, run, points, this.#emit);
  }

  #record(id: string, { config, plan }: Run, backend: BackendInfo): KeptRun {
    const now = Date.now();
    return {
      id,
      name: '',
      isStarred: false,
      startedAt: now,
      changedAt: now,
      appVersion: APP_VERSION,
      config,
      data: this.#data.requireSummary(),
      backend,
      plan,
      status: 'unfinished',
      step: 0,
      elapsedMs: 0,
      epochs: [],
      evaluations: [],
    };
  }

  /** Brings a kept run back in place of the one that is held. Nothing is at work. */
  async #open(runId: string): Promise<HeldRun> {
    const bench = this.#bench;
    const backend = bench.requireBackend();
    bench.dropRun();
    const store = await openRunStore();
    const release = await ownRun(runId);
    let run: Run | undefined;
    try {
      const kept = await store?.readWithCheckpoint(runId);
      if (store === undefined || kept === undefined) throw new EngineFailure('runMissing');
      const { config, data } = kept.run;
      const { fingerprint } = this.#data.requireSummary();
      if (fingerprint !== data.fingerprint) {
        throw new EngineFailure('datasetMismatch', { expected: data.config.id, found: config.dataset.id });
      }
      run = new Run(config, this.#data.require(config.dataset));
      restoreCheckpoint(run, kept.checkpoint);
      const points = unpackPoints(kept.points);
      const keeper = this.#keeper(store, kept.run, points);
      const { elapsedMs, sums } = kept.checkpoint;
      const held = { runId, run, backend, keeper, from: { elapsedMs, sums }, release };
      bench.held = held;
      this.#emit({ type: 'runRestored', runId, run: kept.run, points });
      return held;
    } catch (thrown) {
      run?.dispose();
      release();
      throw thrown;
    }
  }

  #measureSpeed({ requestId, config }: MeasureSpeed): Promise<void> {
    const bench = this.#bench;
    const isBusy = bench.training !== undefined;
    return this.#requests.carryOut(requestId, (signal) =>
      bench.turns.work(signal, async (signal) => {
        if (isBusy) throw new EngineFailure('busy');
        bench.requireBackend();
        const speed = await activeGpuContext().guard(
          measureSpeed(config, this.#data.require(config.dataset), signal),
        );
        this.#emit({ type: 'speedMeasured', requestId, ...speed });
      }),
    );
  }
}
