import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EngineFailure } from '#engine/engine-failure.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { disposeBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { type TrainingEvent, train } from '#engine/training/train.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';
import { lenetConfig } from './configs.ts';

async function all(run: Run, control = new TrainingControl()): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of train(run, control)) events.push(event);
  return events;
}

const weightsOf = (run: Run): Float32Array[] =>
  run.built.trainingModel.getWeights().map((weight) => weight.dataSync() as Float32Array);

// The plain CPU backend takes some 25 ms an image here.
describe.each(['wasm', 'cpu'] as const)('training on %s', { timeout: 60_000 }, (backend) => {
  beforeAll(() => useBackend(backend));

  it('learns to tell bars apart', async () => {
    const run = new Run(lenetConfig({ epochs: 4, batchSize: 8 }, { validationFraction: 0.2 }), bars(100, 20));
    const events = await all(run);
    run.dispose();
    const epochs = events.filter((event) => event.type === 'epochEnded');
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(epochs[0]!.training).toMatchObject({ images: 80 });
    expect(epochs[3]!.training.loss).toBeLessThan(epochs[0]!.training.loss / 2);
    expect(epochs[3]!.validation).toMatchObject({ images: 20, top1Error: 0, top5Error: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'trainingEnded', outcome: 'finished', step: 40 });
  });

  it('gives every parameter the same bits twice, after 100 steps with augmentation', async () => {
    const config = lenetConfig({
      epochs: 10,
      batchSize: 2,
      augmentation: { shiftPixels: 1, rotationDegrees: 5, scaleFraction: 0.1, flip: true },
    });
    const weights: Float32Array[][] = [];
    for (let i = 0; i < 2; i++) {
      const run = new Run(config, bars(20, 10));
      await all(run);
      expect(run.step).toBe(100);
      weights.push(weightsOf(run));
      run.dispose();
    }
    expect(weights[1]).toEqual(weights[0]);
  });

  it('starts from other weights with another seed', () => {
    const data = bars(20, 10);
    const [one, two] = [1, 2].map((seed) => new Run(lenetConfig({}, { seed }), data));
    expect(weightsOf(one!)[0]).not.toEqual(weightsOf(two!)[0]);
    one!.dispose();
    two!.dispose();
  });

  it('counts the last, partial batch', async () => {
    const run = new Run(lenetConfig({ epochs: 1, batchSize: 32 }), bars(70, 10));
    const events = await all(run);
    run.dispose();
    expect(run.step).toBe(3);
    expect(events.find((event) => event.type === 'epochEnded')!.training.images).toBe(70);
  });

  it('leaves as many tensors behind as it found, finished, stopped or failed', async () => {
    const before = tf.memory().numTensors;
    for (const [recipe, stop] of [
      [{ epochs: 1, learningRate: 0.001 }, false],
      [{ epochs: 1, learningRate: 0.001 }, true],
      [DIVERGING, false],
    ] as const) {
      const run = new Run(lenetConfig({ optimizer: 'sgd', schedule: 'constant', ...recipe }), bars(40, 10));
      const control = new TrainingControl();
      if (stop) control.stop();
      await all(run, control).catch((error: unknown) => {
        expect((error as EngineFailure).value.code).toBe('lossNotFinite');
      });
      run.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('keeps the number of live tensors constant from step to step', () => {
    const run = new Run(lenetConfig(), bars(100, 10));
    const { indices } = run.split('train');
    const counts = [0, 20, 40, 60].map((start) => {
      const batch = trainingBatch(run, indices.subarray(start, start + 20));
      tf.dispose({ ...run.update(batch, 0.01) });
      disposeBatch(batch);
      return tf.memory().numTensors;
    });
    run.dispose();
    expect(new Set(counts).size).toBe(1);
  });

  it('says so when the loss is no longer a number', async () => {
    const run = new Run(lenetConfig(DIVERGING), bars(100, 10));
    const failure = await all(run).catch((error: unknown) => error);
    run.dispose();
    expect(failure).toBeInstanceOf(EngineFailure);
    expect((failure as EngineFailure).value.code).toBe('lossNotFinite');
  });
});

/** Each update makes the weights nine times as large: decay takes away ten times what they are. */
const DIVERGING = {
  optimizer: 'sgd',
  schedule: 'constant',
  learningRate: 10,
  weightDecay: 1,
  epochs: 50,
} as const;

describe('pausing', () => {
  beforeAll(() => useBackend('wasm'));

  it('stands still until resumed and then takes the very steps it would have taken', async () => {
    const config: RunConfig = lenetConfig({ epochs: 2 });
    const straight = new Run(config, bars(100, 10));
    await all(straight);

    const paused = new Run(config, bars(100, 10));
    const control = new TrainingControl();
    control.pause();
    const types: string[] = [];
    for await (const event of train(paused, control)) {
      types.push(event.type);
      if (event.type === 'trainingPaused') setTimeout(() => control.resume(), 20);
    }
    expect(types.slice(0, 2)).toEqual(['trainingPaused', 'trainingResumed']);
    expect(weightsOf(paused)).toEqual(weightsOf(straight));
    straight.dispose();
    paused.dispose();
  });

  it('can be stopped while paused', async () => {
    const run = new Run(lenetConfig(), bars(100, 10));
    const control = new TrainingControl();
    control.pause();
    const types: string[] = [];
    for await (const event of train(run, control)) {
      types.push(event.type);
      if (event.type === 'trainingPaused') control.stop();
    }
    run.dispose();
    expect(types).toEqual(['trainingPaused', 'trainingEnded']);
  });

  /** A run whose validation takes several batches. */
  const validating = () => new Run(lenetConfig({ epochs: 2 }, { validationFraction: 0.5 }), bars(2000, 10));

  it('pauses in the midst of a validation pass, and then measures what it would have measured', async () => {
    const straight = validating();
    const expected = (await all(straight)).filter(({ type }) => type === 'epochEnded');
    const paused = validating();
    const control = new TrainingControl();
    const events: TrainingEvent[] = [];
    let pauses = 0;
    for await (const event of train(paused, control)) {
      events.push(event);
      // The last steps of an epoch are reported just before its validation begins.
      if (event.type === 'stepsMeasured' && paused.step % paused.plan.stepsPerEpoch === 0) control.pause();
      if (event.type === 'trainingPaused') {
        pauses += 1;
        setTimeout(() => control.resume(), 20);
      }
    }
    expect(pauses).toBe(2);
    const found = events.filter(({ type }) => type === 'epochEnded');
    expect(found.map((event) => ({ ...event, elapsedMs: 0 }))).toEqual(
      expected.map((event) => ({ ...event, elapsedMs: 0 })),
    );
    straight.dispose();
    paused.dispose();
  });

  it('stops in the midst of a validation pass without waiting for its end, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const run = validating();
    const control = new TrainingControl();
    const events: TrainingEvent[] = [];
    for await (const event of train(run, control)) {
      events.push(event);
      if (event.type === 'stepsMeasured' && run.step === run.plan.stepsPerEpoch) control.stop();
    }
    expect(events.some((event) => event.type === 'epochEnded' && event.validation !== undefined)).toBe(false);
    expect(events.at(-1)).toMatchObject({ type: 'trainingEnded', outcome: 'stopped' });
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stands while it is held for a measurement, also where it is told to go on, and ends no pause', async () => {
    const run = new Run(lenetConfig({ epochs: 2 }), bars(200, 10));
    const control = new TrainingControl();
    const types: string[] = [];
    const training = (async () => {
      for await (const { type } of train(run, control)) types.push(type);
    })();
    const release = control.hold();
    await control.standing();
    const { step } = run;
    control.pause();
    control.resume();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(run.step).toBe(step);
    release();
    await training;
    expect(run.step).toBe(run.plan.totalSteps);
    expect(types.filter((type) => type === 'trainingPaused')).toEqual(
      types.filter((type) => type === 'trainingResumed').map(() => 'trainingPaused'),
    );
    run.dispose();
  });

  it('lets nobody wait for a training that has ended', async () => {
    const run = new Run(lenetConfig({ epochs: 1 }), bars(20, 10));
    const control = new TrainingControl();
    await all(run, control);
    control.hold();
    await control.standing();
    run.dispose();
  });
});
