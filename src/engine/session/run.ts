import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { restoreCheckpoint } from '#engine/runs/checkpoint.ts';
import { gradientNorms } from '#engine/runs/gradient-norms.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { measureSpeed } from '#engine/training/speed.ts';
import { train } from '#engine/training/train.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { Divergence, OpenRun } from '#protocol/kept-run.ts';
import type { MeasureSpeed, RunCommand } from '#protocol/run.ts';
import type { Bench, HeldRun } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit, Requests } from './requests.ts';
import { type OpenOptions, RunSource } from './run-source.ts';

/** Trains one net at a time: a new training ends and replaces the one before. */
export class RunSubject {
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

  async handle(command: RunCommand | OpenRun): Promise<void> {
    const { held } = this.#bench;
    switch (command.type) {
      case 'startTraining':
        return this.#work(command.runId, () => this.#source.begin(command));
      case 'continueTraining':
        return this.#work(command.runId, () => this.#open(command.runId, { change: command.change }));
      case 'pauseTraining':
        return this.#bench.controlOf(command.runId)?.pause();
      case 'resumeTraining':
        if (this.#bench.training === undefined && held?.runId === command.runId) {
          return this.#work(command.runId, () => this.#goOn(held));
        }
        return this.#bench.controlOf(command.runId)?.resume();
      case 'stopTraining':
        return this.#stop(command.runId);
      case 'keepRun':
        return held?.runId === command.runId ? held.keeper.checkpoints.ask() : undefined;
      case 'measureSpeed':
        return this.#measureSpeed(command);
      case 'openRun':
        return this.#requests.carryOut(command.requestId, async () => {
          await Promise.all([this.#bench.stopWork(), this.#bench.turns.selected]);
          await this.#open(command.runId, command);
        });
    }
  }

  /** Trains what `prepare` gives, which comes when nothing else is at work. Goes on where a GPU was lost. */
  async #work(runId: string, prepare: () => Promise<HeldRun>): Promise<void> {
    const bench = this.#bench;
    const idle = Promise.all([bench.stopWork(), bench.turns.selected]);
    bench.endWatch?.();
    const control = new TrainingControl();
    const ended = this.#train(runId, control, () => idle.then(prepare));
    const training = { runId, control, ended };
    bench.training = training;
    await ended;
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
      if (from !== undefined) keeper.goOn();
      const options = { ...(from && { from }), checkpoints: keeper.checkpoints };
      for await (const event of activeGpuContext().guardEach(train(run, control, options))) {
        keeper.take(event);
        if (event.type !== 'checkpointMade') this.#emit({ ...event, runId });
        // The first one is on the disk before the first step; later ones are written while training goes on.
        else if (event.checkpoint.step === 0) await keeper.settled();
      }
    } catch (thrown) {
      await this.#fail(runId, held, control, toEngineError(thrown));
    } finally {
      control.end();
      await held?.keeper.settled();
    }
  }

  async #fail(
    runId: string,
    held: HeldRun | undefined,
    control: TrainingControl,
    error: EngineError,
  ): Promise<void> {
    const step = held?.run.step ?? 0;
    await held?.keeper.settled();
    if (error.code === 'contextLost' && held !== undefined) {
      // Nobody is asked: the next backend is chosen by now.
      void this.#goOnWithoutGpu(runId, step, error);
      return;
    }
    held?.keeper.fail(error);
    this.#emit({ type: 'trainingFailed', runId, step, error });
    if (error.code !== 'lossNotFinite' || held === undefined) return;
    await held.keeper.settled();
    try {
      await this.#goBack(runId, control, error);
    } catch (thrown) {
      this.#emit({ type: 'trainingFailed', runId, step, error: toEngineError(thrown) });
    }
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

  /**
   * Back to the last sound checkpoint, whose net can be used; and from there once more to the loss that was no number,
   * to see how the gradient grew.
   */
  async #goBack(runId: string, control: TrainingControl, error: EngineError): Promise<void> {
    const { held, points, checkpoint } = await this.#source.open(runId);
    const { run, keeper } = held;
    const step = Number(error.details['step']);
    const learningRate = Number(error.details['learningRate']);
    const norms = await activeGpuContext().guard(gradientNorms(run, step, () => control.stopped));
    restoreCheckpoint(run, checkpoint);
    const divergence: Divergence = { step, learningRate, backTo: checkpoint.step, gradientNorms: norms };
    keeper.fail(error, { divergence });
    // Another run is about to take its place.
    if (control.stopped) return;
    this.#emit({ type: 'runRestored', runId, run: keeper.run, points, weights: 'newest' });
  }

  #stop(runId: string): void {
    const { held, training } = this.#bench;
    if (training !== undefined || held?.runId !== runId || held.from === undefined) {
      this.#bench.controlOf(runId)?.stop();
      return;
    }
    // Brought back, and never gone on.
    const { step } = held.run;
    held.keeper.change({ status: 'stopped' });
    this.#emit({ type: 'trainingEnded', runId, outcome: 'stopped', step, elapsedMs: held.from.elapsedMs });
  }

  async #goOn(held: HeldRun): Promise<HeldRun> {
    const isReady = held.from !== undefined && held === this.#bench.held;
    return isReady ? held : this.#open(held.runId);
  }

  async #open(runId: string, options: OpenOptions = {}): Promise<HeldRun> {
    this.#bench.endWatch?.();
    const { held, points } = await this.#source.open(runId, options);
    const weights = options.weights ?? 'newest';
    this.#emit({ type: 'runRestored', runId, run: held.keeper.run, points, weights });
    return held;
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
