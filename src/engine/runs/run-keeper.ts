import { toEngineError } from '#engine/engine-failure.ts';
import type { TrainingEvent } from '#engine/training/train.ts';
import type { EngineError } from '#protocol/errors.ts';
import { type Answers, type EvaluationResult, isSameMeasured } from '#protocol/evaluation.ts';
import type { EpochResult, KeptRun, RunEvent, StepPoint } from '#protocol/run.ts';
import type { Checkpoint } from './checkpoint.ts';
import { encodeCheckpoint } from './checkpoint-format.ts';
import { CheckpointSchedule } from './checkpoint-schedule.ts';
import { packPoints, type RunStore } from './run-store.ts';

/**
 * Writes a run down while it trains: with each checkpoint what had been measured until then. One write at a time; what
 * comes meanwhile is written together afterwards. Training waits for none of them.
 */
export class RunKeeper {
  readonly checkpoints = new CheckpointSchedule();
  readonly #store: RunStore;
  readonly #emit: (event: RunEvent) => void;
  /** As it was at the newest checkpoint, but for what does not belong to a step. */
  #run: KeptRun;
  #points: Float64Array<ArrayBuffer>;
  /** Measured since the run began. */
  readonly #allPoints: StepPoint[];
  #allEpochs: readonly EpochResult[];
  #checkpoint: Checkpoint | undefined;
  #writing: Promise<void> | undefined;
  #hasNews = false;
  #hasFailed = false;

  constructor(store: RunStore, run: KeptRun, points: readonly StepPoint[], emit: (event: RunEvent) => void) {
    this.#store = store;
    this.#emit = emit;
    this.#run = run;
    this.#points = packPoints(points);
    this.#allPoints = [...points];
    this.#allEpochs = run.epochs;
  }

  get run(): KeptRun {
    return this.#run;
  }

  /** Takes in what happens to the run in training. */
  take(event: TrainingEvent): void {
    switch (event.type) {
      case 'stepsMeasured':
        this.#allPoints.push(...event.points);
        break;
      case 'epochEnded': {
        const { type: _, ...epoch } = event;
        this.#allEpochs = [...this.#allEpochs.filter((other) => other.epoch !== epoch.epoch), epoch];
        break;
      }
      case 'checkpointMade': {
        const { step, elapsedMs } = event.checkpoint;
        this.#checkpoint = event.checkpoint;
        this.#points = packPoints(this.#allPoints);
        this.change({ step, elapsedMs, epochs: this.#allEpochs });
        break;
      }
      case 'trainingEnded':
        this.change({ status: event.outcome });
        break;
      default:
    }
  }

  /** It trains again. */
  goOn(): void {
    const { error: _, ...run } = this.#run;
    this.#run = run;
    this.change({ status: 'unfinished' });
  }

  fail(error: EngineError): void {
    this.change({ status: 'failed', error });
  }

  /** Keeps a result, and the answers behind it first: a result without them can still be compared. */
  async addEvaluation(result: EvaluationResult, answers: Answers): Promise<void> {
    try {
      await this.#store.writeAnswers(this.#run.id, result, answers);
    } catch (error) {
      this.#emit({ type: 'runNotKept', runId: this.#run.id, error: toEngineError(error) });
    }
    const others = this.#run.evaluations.filter((other) => !isSameMeasured(other, result));
    this.change({ evaluations: [result, ...others] });
  }

  change(change: Partial<KeptRun>): void {
    this.#run = { ...this.#run, ...change, changedAt: Date.now() };
    this.#hasNews = true;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Settles when everything is written that has been taken in. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    this.checkpoints.isWriting = true;
    while (this.#hasNews) {
      this.#hasNews = false;
      const checkpoint = this.#checkpoint;
      const [run, points] = [this.#run, this.#points];
      this.#checkpoint = undefined;
      try {
        const bytes = checkpoint && (await encodeCheckpoint(checkpoint));
        await this.#store.write({ run, points }, bytes);
        this.#hasFailed = false;
        this.#emit({ type: 'runKept', runId: run.id, step: run.step });
      } catch (error) {
        // The record must not go ahead of the checkpoint that was not written.
        this.#checkpoint ??= checkpoint;
        if (!this.#hasFailed) this.#emit({ type: 'runNotKept', runId: run.id, error: toEngineError(error) });
        this.#hasFailed = true;
      }
    }
    this.checkpoints.isWriting = false;
  }
}
