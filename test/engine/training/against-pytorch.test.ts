import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import type { WeightValues } from '#engine/model/named-weights.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { type TrainingEvent, train } from '#engine/training/train.ts';
import type { BackendName } from '#protocol/backend.ts';
import type { Score } from '#protocol/evaluation.ts';
import type { StepPoint } from '#protocol/run.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { useBackend } from '#test/engine/backends.ts';
import { positions } from '#test/engine/model/against-pytorch-formula.ts';
import reference from '#test/reference/training.json' with { type: 'json' };
import { type ReferenceImages, referenceImages } from './reference-images.ts';

/** A run that PyTorch did in float64 from the config alone: test/reference/training. */
interface ReferenceRun {
  readonly name: string;
  readonly images: ReferenceImages;
  readonly config: RunConfig;
  readonly steps: readonly Omit<StepPoint, 'step'>[];
  readonly epochs: readonly { readonly training: Omit<Score, 'top5Error'>; readonly validation: Score }[];
  readonly test: Score;
  readonly weights: Readonly<Record<string, ReferenceWeight>>;
  /** The largest difference of a loss, and of a weight as a part of the largest change in its tensor. */
  readonly rounding: { readonly loss: number; readonly weight: number };
}

/** What training did to a tensor, as root mean square and at most, and what some of its values are at the end. */
interface ReferenceWeight {
  readonly change: number;
  readonly largestChange: number;
  readonly values: readonly number[];
}

/*
 * PyTorch's own float32 differs from its float64 by what `rounding` says: a few ten-millionths of a loss, ten times as
 * much where batch norm divides by the deviation of few values. An engine in float32 that sums in another order may
 * differ by a few times as much, and by a constant factor more on another machine. A wrong step, rate, order or mask
 * differs by thousands of times as much.
 */
const ROUNDINGS = 20;
/** Of a bias before batch norm: it has no gradient but rounding's. */
const NO_CHANGE = 1e-6;

const runs = reference.cases as unknown as readonly ReferenceRun[];

interface Trained {
  readonly events: readonly TrainingEvent[];
  readonly test: Score;
  readonly before: WeightValues;
  readonly after: WeightValues;
}

async function trained({ config, images }: ReferenceRun): Promise<Trained> {
  const run = new Run(config, referenceImages(images));
  try {
    const before = await run.weights();
    const events: TrainingEvent[] = [];
    for await (const event of train(run, new TrainingControl())) events.push(event);
    const evaluation = evaluate(run, 'test');
    for (;;) {
      const { done, value } = await evaluation.next();
      if (done) return { events, test: value.result, before, after: await run.weights() };
    }
  } finally {
    run.dispose();
  }
}

function expectSteps({ events }: Trained, { steps, rounding }: ReferenceRun): void {
  const points = events.flatMap((event) => (event.type === 'stepsMeasured' ? event.points : []));
  expect(points.map(({ step }) => step)).toEqual(steps.map((_, index) => index + 1));
  for (const [index, { loss, top1Error, learningRate }] of points.entries()) {
    const expected = steps[index]!;
    expect(learningRate / expected.learningRate, `rate of step ${index + 1}`).toBeCloseTo(1, 9);
    expectLoss(loss, expected.loss, rounding.loss, `loss of step ${index + 1}`);
    expect(top1Error, `errors of step ${index + 1}`).toBeCloseTo(expected.top1Error, 6);
  }
}

function expectEpochs({ events }: Trained, { epochs, rounding }: ReferenceRun): void {
  const found = events.filter((event) => event.type === 'epochEnded');
  expect(found.map(({ epoch }) => epoch)).toEqual(epochs.map((_, index) => index + 1));
  for (const [index, { training, validation }] of found.entries()) {
    expectScore(training, epochs[index]!.training, rounding.loss, `mean of epoch ${index + 1}`);
    expectScore(validation, epochs[index]!.validation, rounding.loss, `validation of epoch ${index + 1}`);
  }
}

function expectScore(
  found: Partial<Score> | undefined,
  expected: Omit<Score, 'top5Error'> & { readonly top5Error?: number },
  rounding: number,
  where: string,
): void {
  expect(found?.images, where).toBe(expected.images);
  expectLoss(found!.loss!, expected.loss, rounding, `loss in ${where}`);
  expect(found!.top1Error, `errors in ${where}`).toBeCloseTo(expected.top1Error, 6);
  if (expected.top5Error !== undefined)
    expect(found!.top5Error, `top-5 errors in ${where}`).toBeCloseTo(expected.top5Error, 6);
}

function expectLoss(found: number, expected: number, rounding: number, where: string): void {
  expect(Math.abs(found - expected), where).toBeLessThan(ROUNDINGS * rounding);
}

function expectWeights({ before, after }: Trained, { weights, rounding }: ReferenceRun): void {
  expect(new Set(after.keys())).toEqual(new Set(Object.keys(weights)));
  for (const [name, { change, largestChange, values }] of Object.entries(weights)) {
    const found = after.get(name)!;
    const start = before.get(name)!;
    const within = Math.max(ROUNDINGS * rounding.weight * largestChange, NO_CHANGE);
    const squares = found.reduce((sum, value, i) => sum + (value - start[i]!) ** 2, 0);
    expect(Math.abs(Math.sqrt(squares / found.length) - change), `change of ${name}`).toBeLessThan(within);
    const differences = positions(name, values.length, found.length).map((place, i) =>
      Math.abs(found[place]! - values[i]!),
    );
    expect(Math.max(...differences), name).toBeLessThan(within);
  }
}

const on = (backend: BackendName, cases: readonly ReferenceRun[]) =>
  describe(`a training run that PyTorch did too, on ${backend}`, { timeout: 120_000 }, () => {
    beforeAll(() => useBackend(backend));

    it.each(cases)('$name: the same losses, rates, scores and weights', async (expected) => {
      const found = await trained(expected);
      expectSteps(found, expected);
      expectEpochs(found, expected);
      expectScore(found.test, expected.test, expected.rounding.loss, 'test');
      expectWeights(found, expected);
    });
  });

on('wasm', runs);
// Some 10 ms an image there.
on(
  'cpu',
  runs.filter(({ name }) => name === 'short'),
);
