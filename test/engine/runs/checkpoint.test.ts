import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '#engine/data/image-set.ts';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import type { WeightValues } from '#engine/model/named-weights.ts';
import { type Checkpoint, restoreCheckpoint } from '#engine/runs/checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from '#engine/runs/checkpoint-format.ts';
import { CheckpointSchedule } from '#engine/runs/checkpoint-schedule.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { type TrainingEvent, type TrainingOptions, train } from '#engine/training/train.ts';
import type { Answers, EvaluationResult } from '#protocol/evaluation.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

/** What a person sees of a run, and its net. */
interface Outcome {
  readonly curves: readonly TrainingEvent[];
  readonly weights: WeightValues;
  readonly evaluation: Omit<EvaluationResult, 'elapsedMs'> & { readonly answers: Answers };
}

/** Points one by one, whatever group they were reported in, and epochs without their times. */
function curvesOf(events: readonly TrainingEvent[]): TrainingEvent[] {
  return events.flatMap((event): TrainingEvent[] => {
    if (event.type === 'epochEnded') return [{ ...event, elapsedMs: 0 }];
    if (event.type !== 'stepsMeasured') return [];
    return event.points.map((point) => ({ ...event, points: [point], imagesPerSecond: 0, remainingMs: 0 }));
  });
}

/** Trains to the end and measures; `onEvent` sees what happens. */
async function complete(
  run: Run,
  options: TrainingOptions = {},
  onEvent?: (event: TrainingEvent, control: TrainingControl) => void,
): Promise<Outcome> {
  const control = new TrainingControl();
  const events: TrainingEvent[] = [];
  for await (const event of train(run, control, options)) {
    events.push(event);
    onEvent?.(event, control);
  }
  const { result, answers } = await finish(evaluate(run, 'test'));
  const { elapsedMs: _, ...score } = result;
  return { curves: curvesOf(events), weights: await run.weights(), evaluation: { ...score, answers } };
}

interface Interruption {
  readonly checkpoint: Checkpoint;
  /** Of the steps before. */
  readonly curves: readonly TrainingEvent[];
}

/** Every place of a run where it can be interrupted: before each step, within and after each validation, at its end. */
async function interruptions(config: RunConfig, data: Dataset): Promise<Interruption[]> {
  const run = new Run(config, data);
  const checkpoints = new CheckpointSchedule();
  const seen: TrainingEvent[] = [];
  const found: Interruption[] = [];
  checkpoints.ask();
  await complete(run, { checkpoints }, (event, control) => {
    seen.push(event);
    if (event.type === 'checkpointMade') {
      found.push({ checkpoint: event.checkpoint, curves: curvesOf(seen) });
      checkpoints.ask();
    }
    // A pause while the validation is under way.
    if (event.type === 'stepsMeasured' && run.step % run.plan.stepsPerEpoch === 0) control.pause();
    if (event.type === 'trainingPaused') control.resume();
  });
  run.dispose();
  return found;
}

/** The same run in another net that has never trained, from the bytes of the checkpoint. */
async function goneOn(
  config: RunConfig,
  data: Dataset,
  { checkpoint, curves }: Interruption,
): Promise<Outcome> {
  const bytes = await encodeCheckpoint(checkpoint);
  const from = await decodeCheckpoint(bytes, 'checkpoint');
  const run = new Run(config, data);
  restoreCheckpoint(run, from);
  const rest = await complete(run, { from });
  run.dispose();
  return { ...rest, curves: [...curves, ...rest.curves] };
}

const augmentation = { shiftPixels: 2, rotationDegrees: 10, scaleFraction: 0.1, flip: true };

const lenet = (recipe: Partial<RunConfig['recipe']>) =>
  lenetConfig({ epochs: 2, augmentation, ...recipe }, { validationFraction: 0.2 });

/** Batch norm, dropout and auxiliary heads. */
const googlenet = (recipe: Partial<RunConfig['recipe']>): RunConfig => ({
  ...lenet({ batchSize: 16, epochs: 1, ...recipe }),
  model: { id: 'googlenet_torchvision', width: 0.125, stem: 'small', choices: {} },
});

const adam = { optimizer: 'adam', learningRate: 0.001, weightDecay: 0.001 } as const;
const momentum = { optimizer: 'momentum', schedule: 'oneCycle' } as const;

const cases = [
  ['LeNet-5 by momentum on wasm', 'wasm', lenet(momentum), bars(90, 20)],
  ['LeNet-5 by Adam on wasm', 'wasm', lenet(adam), bars(90, 20)],
  ['LeNet-5 by momentum on cpu', 'cpu', lenet({ ...momentum, batchSize: 4, epochs: 1 }), bars(10, 10, 2)],
  ['a net with batch norm, dropout and heads by momentum', 'wasm', googlenet(momentum), bars(50, 10, 10, 32)],
  ['a net with batch norm, dropout and heads by Adam', 'wasm', googlenet(adam), bars(50, 10, 10, 32)],
] as const;

describe('a run that is interrupted and goes on in another net', { timeout: 120_000 }, () => {
  it.each(cases)('ends to the bit as if it had not been: %s', async (_, backend, config, data) => {
    await useBackend(backend);
    const undisturbed = new Run(config, data);
    const expected = await complete(undisturbed);
    const { stepsPerEpoch, totalSteps, trainCount } = undisturbed.plan;
    undisturbed.dispose();
    const places = await interruptions(config, data);
    // Every step, the pause in each validation, and after each validation what is also the place before the next step.
    expect(places.map(({ checkpoint }) => checkpoint.step)).toEqual(
      Array.from({ length: totalSteps + 1 }, (_, step) =>
        step > 0 && step % stepsPerEpoch === 0 ? [step, step] : [step],
      ).flat(),
    );
    const within = places.filter(({ checkpoint }) => checkpoint.sums.images === trainCount);
    expect(within.map(({ checkpoint }) => checkpoint.step)).toEqual(
      Array.from({ length: config.recipe.epochs }, (_, i) => (i + 1) * stepsPerEpoch),
    );
    for (const place of places) expect(await goneOn(config, data, place)).toEqual(expected);
  });
});

describe('a checkpoint', () => {
  beforeAll(() => useBackend('wasm'));

  it('is refused by a run of another net, optimiser or number of images, which stays as it is', async () => {
    const places = await interruptions(lenet(momentum), bars(90, 20));
    const { checkpoint } = places[2]!;
    for (const [config, data] of [
      [lenet(adam), bars(90, 20)],
      [googlenet(momentum), bars(90, 20, 10, 32)],
      [lenet({ ...momentum, batchSize: 30 }), bars(90, 20)],
    ] as const) {
      const run = new Run(config, data);
      expect(() => restoreCheckpoint(run, checkpoint)).toThrow(/modelInvalid|configInvalid/);
      expect(run.step).toBe(0);
      run.dispose();
    }
  });

  it('is not made of a net that holds something else than numbers', async () => {
    const run = new Run(lenet({ ...momentum, epochs: 1 }), bars(90, 20));
    const made: Checkpoint[] = [];
    await complete(run, { checkpoints: new CheckpointSchedule() }, (event) => {
      if (event.type === 'checkpointMade') made.push(event.checkpoint);
      // As if the last update had gone beyond all numbers: no loss tells of it.
      if (event.type !== 'stepsMeasured' || run.step < run.plan.totalSteps) return;
      tf.tidy(() => run.built.weights.get('conv1/bias')!.variable.assign(tf.fill([6], Number.NaN)));
    });
    expect(run.step).toBe(run.plan.totalSteps);
    expect(made.map(({ step }) => step)).toEqual([0]);
    run.dispose();
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const places = await interruptions(lenet(momentum), bars(40, 10));
    await goneOn(lenet(momentum), bars(40, 10), places[1]!);
    expect(tf.memory().numTensors).toBe(before);
  });
});
