import { activeGpuContext } from '#engine/backend/gpu-context.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { measureSpeed } from '#engine/training/speed.ts';
import { train } from '#engine/training/train.ts';
import type { MeasureSpeed, RunCommand, StartTraining } from '#protocol/run.ts';
import type { Bench } from './bench.ts';
import type { DataSubject } from './data.ts';
import type { Emit, Requests } from './requests.ts';

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

  async handle(command: RunCommand): Promise<void> {
    switch (command.type) {
      case 'startTraining':
        return this.#start(command);
      case 'pauseTraining':
        return this.#bench.controlOf(command.runId)?.pause();
      case 'resumeTraining':
        return this.#bench.controlOf(command.runId)?.resume();
      case 'stopTraining':
        return this.#bench.controlOf(command.runId)?.stop();
      case 'measureSpeed':
        return this.#measureSpeed(command);
    }
  }

  async #start(command: StartTraining): Promise<void> {
    const bench = this.#bench;
    const idle = Promise.all([bench.stopWork(), bench.turns.selected]);
    const control = new TrainingControl();
    const training = { runId: command.runId, control, ended: this.#train(command, control, idle) };
    bench.training = training;
    await training.ended;
    if (bench.training === training) bench.training = undefined;
  }

  async #train(
    { runId, config }: StartTraining,
    control: TrainingControl,
    idle: Promise<unknown>,
  ): Promise<void> {
    const bench = this.#bench;
    let run: Run | undefined;
    try {
      await idle;
      const backend = bench.requireBackend();
      const dataset = this.#data.require(config.dataset);
      bench.dropRun();
      run = new Run(config, dataset);
      bench.held = { runId, run };
      this.#emit({ type: 'trainingStarted', runId, backend, plan: run.plan });
      for await (const event of activeGpuContext().guardEach(train(run, control))) {
        if (event.type !== 'checkpointMade') this.#emit({ ...event, runId });
      }
    } catch (error) {
      this.#emit({ type: 'trainingFailed', runId, step: run?.step ?? 0, error: toEngineError(error) });
    } finally {
      control.end();
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
