import { toEngineError } from '#engine/engine-failure.ts';
import type { TrainingEvent } from '#engine/training/train.ts';
import type { EngineError } from '#protocol/errors.ts';
import { type Answers, type EvaluationResult, isSameMeasured } from '#protocol/evaluation.ts';
import type { BestEpoch, KeptRun, KeptRunEvent } from '#protocol/kept-run.ts';
import type { EpochResult, StepPoint } from '#protocol/run.ts';
import type { Checkpoint } from './checkpoint.ts';
import { encodeCheckpoint } from './checkpoint-format.ts';
import { CheckpointSchedule } from './checkpoint-schedule.ts';
import { packPoints } from './points.ts';
import type { RunStore } from './run-store.ts';
import { type Snapshot, withSnapshot } from './snapshots.ts';

/**
 * Writes a run down while it trains: with each checkpoint what had been measured until then. One write at a time; what
 * comes meanwhile is written together afterwards. Training waits for none of them.
 */
export class RunKeeper {
  readonly checkpoints = new CheckpointSchedule();
  readonly #store: RunStore;
  readonly #emit: (event: KeptRunEvent) => void;
  /** As it was at the newest checkpoint, but for what does not belong to a step. */
  #run: KeptRun;
  #points: Float64Array<ArrayBuffer>;
  /** Measured since the run began. */
  readonly #allPoints: StepPoint[];
  #allEpochs: readonly EpochResult[];
  /** The best epoch so far, until a checkpoint of its weights is made. */
  #candidate: BestEpoch | undefined;
  #waiting: readonly Snapshot[] = [];
  #writing: Promise<void> | undefined;
  #hasFailed = false;

  constructor(
    store: RunStore,
    run: KeptRun,
    points: readonly StepPoint[],
    emit: (event: KeptRunEvent) => void,
  ) {
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

  /** As it is by now, ahead of the newest checkpoint. */
  get current(): { readonly run: KeptRun; readonly points: readonly StepPoint[] } {
    return { run: { ...this.#run, epochs: this.#allEpochs }, points: [...this.#allPoints] };
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
        this.#judge(epoch);
        break;
      }
      case 'checkpointMade':
        this.#takeCheckpoint(event.checkpoint);
        break;
      case 'trainingEnded':
        this.change({ status: event.outcome });
        break;
      default:
    }
  }

  /** It trains again, perhaps by another recipe. */
  goOn(change: Partial<KeptRun> = {}): void {
    const { error: _, divergence: _divergence, ...run } = this.#run;
    this.#run = run;
    this.change({ ...change, status: 'unfinished' });
  }

  fail(error: EngineError, change: Partial<KeptRun> = {}): void {
    this.change({ ...change, status: 'failed', error });
  }

  /** Keeps a result, and the answers behind it first: a result without them can still be compared. Settles when kept. */
  async addEvaluation(result: EvaluationResult, answers: Answers): Promise<void> {
    try {
      await this.#store.writeAnswers(this.#run.id, result, answers);
    } catch (error) {
      this.#emit({ type: 'runNotKept', runId: this.#run.id, error: toEngineError(error) });
    }
    const others = this.#run.evaluations.filter((other) => !isSameMeasured(other, result));
    this.change({ evaluations: [result, ...others] });
    await this.settled();
  }

  change(change: Partial<KeptRun>): void {
    this.#write(change, undefined, false);
  }

  /** Settles when everything is written that has been taken in. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** Sees to it that the weights of an epoch that is better than all before are kept. */
  #judge({ epoch, step, validation }: EpochResult): void {
    if (validation === undefined || !Number.isFinite(validation.loss)) return;
    const { top1Error, loss } = validation;
    const best = this.#run.best;
    const isBetter =
      best === undefined || top1Error < best.top1Error || (top1Error === best.top1Error && loss < best.loss);
    if (!isBetter) return;
    this.#candidate = { epoch, step, top1Error, loss };
    this.checkpoints.ask();
  }

  #takeCheckpoint(checkpoint: Checkpoint): void {
    const { step, elapsedMs, sums } = checkpoint;
    const best = this.#candidate;
    // With sums, its epoch has not ended yet.
    const isBest = best?.step === step && sums.images === 0;
    this.#candidate = undefined;
    this.#points = packPoints(this.#allPoints);
    const news = { step, elapsedMs, epochs: this.#allEpochs, ...(isBest && { best }) };
    this.#write(news, checkpoint, isBest);
  }

  #write(change: Partial<KeptRun>, checkpoint: Checkpoint | undefined, isBest: boolean): void {
    this.#run = { ...this.#run, ...change, changedAt: Date.now() };
    const record = { run: this.#run, points: this.#points };
    this.#waiting = withSnapshot(this.#waiting, { record, checkpoint, isBest });
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    this.checkpoints.isWriting = true;
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      this.#waiting = this.#waiting.slice(1);
      const { record, checkpoint, isBest } = next;
      try {
        const bytes = checkpoint && (await encodeCheckpoint(checkpoint));
        await this.#store.write(record, bytes && { bytes, isBest });
        this.#hasFailed = false;
        const { id: runId, step, best } = record.run;
        const { isLasting } = this.#store;
        this.#emit({ type: 'runKept', runId, step, ...(best && { best }), isLasting });
      } catch (error) {
        // Tried again with what comes next: no record may go ahead of a checkpoint that was not written.
        this.#waiting = this.#waiting.reduce(withSnapshot, [next]);
        if (!this.#hasFailed)
          this.#emit({ type: 'runNotKept', runId: record.run.id, error: toEngineError(error) });
        this.#hasFailed = true;
        break;
      }
    }
    this.checkpoints.isWriting = false;
  }
}
