import { EngineFailure } from '#engine/engine-failure.ts';
import { score } from '#engine/evaluation.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import { predictionSample } from '#engine/predictions.ts';
import type { Score } from '#protocol/evaluation.ts';
import type { EngineEvent } from '#protocol/events.ts';
import { assemble, upload } from './batches.ts';
import type { TrainingControl } from './control.ts';
import { Measurements } from './measurements.ts';
import type { Run } from './run.ts';
import { learningRateAt } from './schedule.ts';
import { step } from './step.ts';
import { Stopwatch } from './stopwatch.ts';

/** Training's events less the runId that the session adds. */
export type TrainingEvent = WithoutRunId<
  Extract<
    EngineEvent,
    {
      type:
        | 'stepsMeasured'
        | 'predictionsMade'
        | 'epochEnded'
        | 'trainingPaused'
        | 'trainingResumed'
        | 'trainingEnded';
    }
  >
>;
type WithoutRunId<E> = E extends unknown ? Omit<E, 'runId'> : never;

const PREDICT_EVERY_MS = 1000;
/** Predictions may take this part of the time at most. */
const PREDICTION_SHARE = 0.05;

/**
 * Trains a run to the end of its recipe, or until stopped. Batches are assembled while the device still works
 * on the step before; measurements are read a few steps late; between steps, messages get in.
 * Throws an EngineFailure lossNotFinite as soon as a loss that is no number is read.
 */
export async function* train(run: Run, control: TrainingControl): AsyncGenerator<TrainingEvent> {
  const { recipe } = run.config;
  const totalSteps = run.stepsPerEpoch * recipe.epochs;
  const measurements = new Measurements();
  const watch = new Stopwatch();
  let predictAfter = performance.now() + PREDICT_EVERY_MS;

  try {
    for (let epoch = 1; epoch <= recipe.epochs && !control.stopped; epoch++) {
      const { set, indices } = run.split('train');
      const order = indices.slice();
      run.shuffling.shuffle(order);
      const batchAt = (start: number) =>
        assemble(set, order.subarray(start, start + recipe.batchSize), recipe.augmentation, run.augmenting);

      let next = batchAt(0);
      for (let start = 0; start < order.length; start += recipe.batchSize) {
        await yieldToMessages();
        if (control.paused) {
          watch.pause();
          yield { type: 'trainingPaused', step: run.step };
          await control.whilePaused();
          watch.resume();
          if (!control.stopped) yield { type: 'trainingResumed', step: run.step };
        }
        if (control.stopped) break;

        const learningRate = learningRateAt(recipe, run.step, totalSteps, run.stepsPerEpoch);
        const batch = upload(next, set, run.normalisation);
        const scores = step(run, batch, learningRate);
        measurements.add(run.step, next.count, learningRate, scores);
        watch.count(next.count);
        const following = start + recipe.batchSize;
        if (following < order.length) next = batchAt(following);

        measurements.readWhenDue();
        yield* report(measurements, run, epoch, watch);
        if (performance.now() >= predictAfter) {
          const before = performance.now();
          yield { type: 'predictionsMade', step: run.step, ...(await predictionSample(run)) };
          const cost = performance.now() - before;
          predictAfter = performance.now() + Math.max(PREDICT_EVERY_MS, cost / PREDICTION_SHARE);
        }
      }
      await measurements.readAll();
      yield* report(measurements, run, epoch, watch);
      if (control.stopped) break;
      yield await endOfEpoch(run, measurements, epoch, watch);
      yield { type: 'predictionsMade', step: run.step, ...(await predictionSample(run)) };
    }
    const outcome = control.stopped ? 'stopped' : 'finished';
    yield { type: 'trainingEnded', outcome, step: run.step, elapsedMs: watch.elapsedMs };
  } finally {
    measurements.dispose();
  }
}

function* report(
  measurements: Measurements,
  run: Run,
  epoch: number,
  watch: Stopwatch,
): Generator<TrainingEvent> {
  const points = measurements.takePoints();
  if (points.length === 0) return;
  const broken = points.find(({ loss }) => !Number.isFinite(loss));
  if (broken !== undefined) {
    throw new EngineFailure('lossNotFinite', { step: broken.step, learningRate: broken.learningRate });
  }
  const { batchSize, epochs } = run.config.recipe;
  const imagesPerSecond = watch.rate;
  const remainingImages = (run.stepsPerEpoch * epochs - run.step) * batchSize;
  yield {
    type: 'stepsMeasured',
    points,
    epoch,
    imagesPerSecond,
    remainingMs: (1000 * remainingImages) / imagesPerSecond,
  };
}

async function endOfEpoch(
  run: Run,
  measurements: Measurements,
  epoch: number,
  watch: Stopwatch,
): Promise<TrainingEvent> {
  const training = measurements.takeAverages();
  const held = run.split('validation');
  const validation: Score | undefined = held.indices.length > 0 ? await score(run, held) : undefined;
  return {
    type: 'epochEnded',
    epoch,
    step: run.step,
    training,
    ...(validation === undefined ? {} : { validation }),
    elapsedMs: watch.elapsedMs,
  };
}
