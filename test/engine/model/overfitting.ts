import * as tf from '@tensorflow/tfjs';
import { generateDigits } from '#engine/data/digits/generate-digits.ts';
import { type Dataset, MemoryImages } from '#engine/data/image-set.ts';
import { score } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import { type DeviceBatch, disposeBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { learningRateAt } from '#engine/training/schedule.ts';
import type { Architecture } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import type { Recipe } from '#models/recipe.ts';
import { defaultConfig } from '#store/set-up.ts';
import { datasetOf } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';

export const IMAGES = 32;
/** In which every entry of the zoo must have learnt its 32 images by heart. */
export const STEPS = 240;
/** With fewer, nets without batch norm stay at equal probabilities. */
export const WARMUP_STEPS = STEPS / 3;

/**
 * 110 layers without shortcuts, which learn nothing by their published recipe. Through batch norm their gradient grows
 * a billionfold on the way down (Yang et al. 2019, "A Mean Field Theory of Batch Normalization"), so that at any rate
 * the lowest layers outrun the others; yet what they compute does not depend on how long their weights are. One step
 * of plain SGD at a rate of 1 makes each weight as long as its gradient was: a step of Adam, alike for all weights,
 * then turns those of each layer by as much as the layers above can bear.
 */
const DEEPEST = { id: 'plain110', firstRate: 1 };
const DEEPEST_RECIPE = {
  optimizer: 'adam',
  learningRate: 1e-3,
  schedule: 'cosine',
  warmupSteps: 0,
  weightDecay: 0,
} as const;

/** From when on, and how often, it is looked whether the net knows all images: that costs a forward pass. */
const FIRST_LOOK = 20;
const LOOK_EVERY = 10;

/** Generated digits as large as fits by whole factors, in the middle, alike in every channel. */
async function digits(count: number, [height, width, channels]: Shape): Promise<Dataset> {
  const drawn = await generateDigits({ count, seed: 20 });
  const factor = Math.floor(Math.min(height, width) / drawn.height);
  const margins = [height - factor * drawn.height, width - factor * drawn.width];
  const [top, left] = margins.map((margin) => margin >> 1);
  const pixels = new Uint8Array(count * height * width * channels);
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < factor * drawn.height; y++) {
      for (let x = 0; x < factor * drawn.width; x++) {
        const source = (i * drawn.height + Math.floor(y / factor)) * drawn.width + Math.floor(x / factor);
        const place = ((i * height + top! + y) * width + left! + x) * channels;
        pixels.fill(drawn.pixels[source]!, place, place + channels);
      }
    }
  }
  const set = new MemoryImages({ height, width, channels }, pixels, drawn.labels);
  return datasetOf(set, set, 10);
}

export interface Started {
  readonly run: Run;
  readonly batch: DeviceBatch;
}

/** An entry's classroom form as Train starts it, with digits as one batch of its input's shape. */
export async function start(
  architecture: Architecture,
  recipe: Partial<Recipe>,
  images = IMAGES,
): Promise<Started> {
  const config = defaultConfig(architecture);
  const run = new Run(
    { ...config, recipe: { ...config.recipe, batchSize: images, ...recipe }, validationFraction: 0 },
    await digits(images, architecture.classroom.inputShape),
  );
  return { run, batch: trainingBatch(run) };
}

/** As `start`; of the deepest plain net, after a first step that makes it trainable: for Adam. */
export async function startTrainable(
  architecture: Architecture,
  recipe: Partial<Recipe>,
  images = IMAGES,
): Promise<Started> {
  const started = await start(architecture, recipe, images);
  if (architecture.id !== DEEPEST.id) return started;
  const first = await start(architecture, { optimizer: 'sgd', weightDecay: 0 }, images);
  await step(first, DEEPEST.firstRate);
  const [from, to] = [first, started].map(({ run }) => run.built.trainingModel);
  to!.setWeights(from!.getWeights());
  end(first);
  return started;
}

export function end({ run, batch }: Started): void {
  disposeBatch(batch);
  run.dispose();
}

/** One update; the batch's mean loss before it. */
export async function step({ run, batch }: Started, learningRate: number): Promise<number> {
  const { loss, errors } = run.update(batch, learningRate);
  const [value] = await loss.data();
  tf.dispose([loss, errors]);
  return value!;
}

export interface Overfit {
  /** Updates after which no image was missed in evaluation: without dropout, by moving statistics. */
  readonly steps: number;
  readonly top1Error: number;
  /** Of the batch, before the last update. */
  readonly loss: number;
}

/**
 * Trains with the entry's own recipe, but for `STEPS` with `WARMUP_STEPS` of them, until every image is known; the
 * deepest plain net with a recipe of its own.
 */
export async function overfit(architecture: Architecture): Promise<Overfit> {
  const recipe = architecture.id === DEEPEST.id ? DEEPEST_RECIPE : { warmupSteps: WARMUP_STEPS };
  const started = await startTrainable(architecture, recipe);
  const { run } = started;
  let top1Error = 1;
  let loss = Number.NaN;
  while (top1Error > 0 && run.step < STEPS) {
    loss = await step(started, learningRateAt(run.config.recipe, run.step, STEPS, 1));
    if (run.step >= FIRST_LOOK && run.step % LOOK_EVERY === 0) {
      ({ top1Error } = await finish(score(run, run.split('train'))));
    }
  }
  const { step: steps } = run;
  end(started);
  return { steps, top1Error, loss };
}
