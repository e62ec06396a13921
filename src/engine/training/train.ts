import { batchStream } from '#engine/data/batch-stream.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { score } from '#engine/evaluation/evaluate.ts';
import { predictionSample } from '#engine/evaluation/predictions.ts';
import { inspect } from '#engine/inspection/inspect.ts';
import { type Checkpoint, isSound, type Progress, takeCheckpoint } from '#engine/runs/checkpoint.ts';
import type { CheckpointSchedule } from '#engine/runs/checkpoint-schedule.ts';
import type { Prediction, Score } from '#protocol/evaluation.ts';
import type { InspectionEvent } from '#protocol/inspection.ts';
import type { RunEvent } from '#protocol/run.ts';
import type { TrainingControl } from './control.ts';
import { Measurements } from './measurements.ts';
import type { Run } from './run.ts';
import { learningRateAt } from './schedule.ts';
import { step } from './step.ts';
import { Stopwatch } from './stopwatch.ts';

/** Training's events less the runId that the session adds, and what is to be kept of the run. */
export type TrainingEvent =
  | WithoutRunId<
      Extract<
        RunEvent | InspectionEvent,
        {
          type:
            | 'stepsMeasured'
            | 'predictionsMade'
            | 'netInspected'
            | 'epochEnded'
            | 'trainingPaused'
            | 'trainingResumed'
            | 'trainingEnded';
        }
      >
    >
  /** Every event of the steps up to it has come before. */
  | { readonly type: 'checkpointMade'; readonly checkpoint: Checkpoint };
type WithoutRunId<E> = E extends unknown ? Omit<E, 'runId'> : never;

export interface TrainingOptions {
  /** Where the run was interrupted; its net and step have been restored. */
  readonly from?: Progress;
  /** Without one, no checkpoint is made. */
  readonly checkpoints?: CheckpointSchedule;
}

const SHOW_EVERY_MS = 1000;
/** Showing what the net does by now may take this part of the time at most. */
const SHOWING_SHARE = 0.03;

/** What belongs together while a run trains. */
interface Training {
  readonly run: Run;
  readonly control: TrainingControl;
  readonly measurements: Measurements;
  readonly watch: Stopwatch;
  readonly checkpoints: CheckpointSchedule | undefined;
  /** Where the last checkpoint was made, as `placeOf` names it. */
  keptAt: string | undefined;
  /** What was said last of held-out images. */
  predictions: readonly Prediction[];
}

/**
 * Trains a run to the end of its recipe, or until stopped, from its first step or from where it was interrupted.
 * Batches are read while the device still works on the step before; measurements are read a few steps late; between two
 * batches, of training and of validation, messages get in and `control` is obeyed.
 * Throws an EngineFailure lossNotFinite as soon as a loss that is no number is read.
 */
export async function* train(
  run: Run,
  control: TrainingControl,
  { from, checkpoints }: TrainingOptions = {},
): AsyncGenerator<TrainingEvent> {
  const measurements = new Measurements(from?.sums);
  const watch = new Stopwatch(from?.elapsedMs);
  const training: Training = {
    run,
    control,
    measurements,
    watch,
    checkpoints,
    keptAt: undefined,
    predictions: [],
  };
  if (from !== undefined) training.keptAt = placeOf(training);
  try {
    yield* keep(training);
    for (
      let epoch = epochUnderWay(training);
      epoch <= run.config.recipe.epochs && !control.stopped;
      epoch++
    ) {
      yield* trainEpoch(training, epoch);
      await measurements.readAll();
      yield* report(training, epoch);
      if (control.stopped) break;
      yield* endEpoch(training, epoch);
      if (checkpoints?.isAffordable) yield* keep(training);
      yield* show(training);
    }
    yield* keep(training);
    const outcome = control.stopped ? 'stopped' : 'finished';
    yield { type: 'trainingEnded', outcome, step: run.step, elapsedMs: watch.elapsedMs };
  } finally {
    measurements.dispose();
    control.end();
  }
}

/** From 1; the one that has just had its last step, as long as its end is not reported. */
function epochUnderWay({ run, measurements }: Training): number {
  const epochs = run.step / run.plan.stepsPerEpoch;
  return measurements.hasSteps ? Math.ceil(epochs) : Math.floor(epochs) + 1;
}

async function* trainEpoch(training: Training, epoch: number): AsyncGenerator<TrainingEvent> {
  const { run, control, measurements, watch, checkpoints } = training;
  const { recipe } = run.config;
  const { totalSteps, stepsPerEpoch } = run.plan;
  const { set } = run.split('train');
  const done = (run.step - (epoch - 1) * stepsPerEpoch) * recipe.batchSize;
  const order = run.orderOf(epoch).subarray(done);
  let showAfter = performance.now() + SHOW_EVERY_MS;
  for await (const batch of batchStream(set, order, recipe.batchSize, run.changesOf(epoch))) {
    yield* obey(training);
    if (control.stopped) return;
    if (checkpoints?.isDue) yield* keep(training);
    const learningRate = learningRateAt(recipe, run.step, totalSteps, stepsPerEpoch);
    const scores = step(run, batch, learningRate);
    measurements.add(run.step, batch.count, learningRate, scores);
    watch.count(batch.count);
    measurements.readWhenDue();
    yield* report(training, epoch);
    if (performance.now() >= showAfter) {
      const before = performance.now();
      yield* show(training);
      const cost = performance.now() - before;
      showAfter = performance.now() + Math.max(SHOW_EVERY_MS, cost / SHOWING_SHARE);
    }
  }
}

/** What the net says by now of some images, and what it makes of one of them on the way. */
async function* show(training: Training): AsyncGenerator<TrainingEvent> {
  const { run } = training;
  const sample = await predictionSample(run, training.predictions);
  training.predictions = sample.predictions;
  yield { type: 'predictionsMade', step: run.step, ...sample };
  yield { type: 'netInspected', step: run.step, inspection: await inspect(run) };
}

/** Makes a checkpoint of the place between two batches where the run is, unless there is one. */
async function* keep(training: Training): AsyncGenerator<TrainingEvent> {
  const { run, measurements, watch, checkpoints } = training;
  if (checkpoints === undefined || training.keptAt === placeOf(training)) return;
  checkpoints.begin();
  await measurements.readAll();
  yield* report(training, epochUnderWay(training));
  const { sums } = measurements;
  const checkpoint = await takeCheckpoint(run, { elapsedMs: watch.elapsedMs, sums });
  // The loss of the next step will say what is wrong with this net; going on is possible from the last sound one.
  if (isSound(checkpoint)) yield { type: 'checkpointMade', checkpoint };
  training.keptAt = placeOf(training);
  checkpoints.end();
}

/** Tells apart the places of a run between two batches, and before and after a validation. */
function placeOf({ run, measurements }: Training): string {
  return `${run.step} ${measurements.hasSteps}`;
}

/** Waits while the control says so; the wait does not count as training time. */
async function* obey(training: Training): AsyncGenerator<TrainingEvent> {
  const { run, control, watch } = training;
  if (!control.isHeld) return;
  yield* keep(training);
  watch.pause();
  control.stand(true);
  let isPaused = false;
  while (control.isHeld) {
    if (control.paused === isPaused) await control.changed();
    else {
      isPaused = control.paused;
      yield { type: isPaused ? 'trainingPaused' : 'trainingResumed', step: run.step };
    }
  }
  if (isPaused && !control.stopped) yield { type: 'trainingResumed', step: run.step };
  control.stand(false);
  watch.resume();
}

function* report({ run, measurements, watch }: Training, epoch: number): Generator<TrainingEvent> {
  const points = measurements.takePoints();
  if (points.length === 0) return;
  const broken = points.find(({ loss }) => !Number.isFinite(loss));
  if (broken !== undefined) {
    throw new EngineFailure('lossNotFinite', { step: broken.step, learningRate: broken.learningRate });
  }
  const imagesPerSecond = watch.rate;
  const remainingImages = (run.plan.totalSteps - run.step) * run.config.recipe.batchSize;
  yield {
    type: 'stepsMeasured',
    points,
    epoch,
    imagesPerSecond,
    remainingMs: (1000 * remainingImages) / imagesPerSecond,
  };
}

async function* endEpoch(training: Training, epoch: number): AsyncGenerator<TrainingEvent> {
  const { run, measurements, watch } = training;
  const averages = measurements.averages();
  const validation = yield* validate(training);
  // One that was given up is still due.
  if (!training.control.stopped) measurements.startEpoch();
  yield {
    type: 'epochEnded',
    epoch,
    step: run.step,
    training: averages,
    ...(validation === undefined ? {} : { validation }),
    elapsedMs: watch.elapsedMs,
  };
}

/** Undefined where nothing is held out, or training was stopped in the midst of it. */
async function* validate(training: Training): AsyncGenerator<TrainingEvent, Score | undefined> {
  const { run, control } = training;
  const held = run.split('validation');
  if (held.indices.length === 0) return undefined;
  const scoring = score(run, held);
  for (;;) {
    const { done, value } = await scoring.next();
    if (done === true) return value;
    yield* obey(training);
    if (!control.stopped) continue;
    await scoring.return(undefined as never);
    return undefined;
  }
}
