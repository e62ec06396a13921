import { batchStream } from '#engine/data/batch-stream.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { score } from '#engine/evaluation/evaluate.ts';
import { predictionSample } from '#engine/evaluation/predictions.ts';
import { inspect } from '#engine/inspection/inspect.ts';
import type { Score } from '#protocol/evaluation.ts';
import type { InspectionEvent } from '#protocol/inspection.ts';
import type { RunEvent } from '#protocol/run.ts';
import type { TrainingControl } from './control.ts';
import { Measurements } from './measurements.ts';
import type { Run } from './run.ts';
import { learningRateAt } from './schedule.ts';
import { step } from './step.ts';
import { Stopwatch } from './stopwatch.ts';

/** Training's events less the runId that the session adds. */
export type TrainingEvent = WithoutRunId<
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
>;
type WithoutRunId<E> = E extends unknown ? Omit<E, 'runId'> : never;

const SHOW_EVERY_MS = 1000;
/** Showing what the net does by now may take this part of the time at most. */
const SHOWING_SHARE = 0.03;

/** What belongs together while a run trains. */
interface Training {
  readonly run: Run;
  readonly control: TrainingControl;
  readonly measurements: Measurements;
  readonly watch: Stopwatch;
}

/**
 * Trains a run to the end of its recipe, or until stopped. Batches are read while the device still works on the step
 * before; measurements are read a few steps late; between two batches, of training and of validation, messages get in
 * and `control` is obeyed.
 * Throws an EngineFailure lossNotFinite as soon as a loss that is no number is read.
 */
export async function* train(run: Run, control: TrainingControl): AsyncGenerator<TrainingEvent> {
  const training: Training = { run, control, measurements: new Measurements(), watch: new Stopwatch() };
  const { measurements, watch } = training;
  try {
    for (let epoch = 1; epoch <= run.config.recipe.epochs && !control.stopped; epoch++) {
      yield* trainEpoch(training, epoch);
      await measurements.readAll();
      yield* report(training, epoch);
      if (control.stopped) break;
      yield* endEpoch(training, epoch);
      yield* show(run);
    }
    const outcome = control.stopped ? 'stopped' : 'finished';
    yield { type: 'trainingEnded', outcome, step: run.step, elapsedMs: watch.elapsedMs };
  } finally {
    measurements.dispose();
    control.end();
  }
}

async function* trainEpoch(training: Training, epoch: number): AsyncGenerator<TrainingEvent> {
  const { run, control, measurements, watch } = training;
  const { recipe } = run.config;
  const { totalSteps, stepsPerEpoch } = run.plan;
  const { set } = run.split('train');
  let showAfter = performance.now() + SHOW_EVERY_MS;
  for await (const batch of batchStream(set, run.orderOf(epoch), recipe.batchSize, run.changesOf(epoch))) {
    yield* obey(training);
    if (control.stopped) return;
    const learningRate = learningRateAt(recipe, run.step, totalSteps, stepsPerEpoch);
    const scores = step(run, batch, learningRate);
    measurements.add(run.step, batch.count, learningRate, scores);
    watch.count(batch.count);
    measurements.readWhenDue();
    yield* report(training, epoch);
    if (performance.now() >= showAfter) {
      const before = performance.now();
      yield* show(run);
      const cost = performance.now() - before;
      showAfter = performance.now() + Math.max(SHOW_EVERY_MS, cost / SHOWING_SHARE);
    }
  }
}

/** What the net says by now of some images, and what it makes of one of them on the way. */
async function* show(run: Run): AsyncGenerator<TrainingEvent> {
  yield { type: 'predictionsMade', step: run.step, ...(await predictionSample(run)) };
  yield { type: 'netInspected', step: run.step, inspection: await inspect(run) };
}

/** Stands still while the control says so, which does not count as time of training. */
async function* obey({ run, control, watch }: Training): AsyncGenerator<TrainingEvent> {
  if (!control.isHeld) return;
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
  const averages = measurements.takeAverages();
  const validation = yield* validate(training);
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
