import * as tf from '@tensorflow/tfjs';
import { type Dataset, DIGIT_NAMES } from '#engine/data/dataset.ts';
import { generateDigits } from '#engine/data/digits/generate-digits.ts';
import { score } from '#engine/evaluation.ts';
import { assemble, type DeviceBatch, disposeBatch, upload } from '#engine/training/batches.ts';
import { Run } from '#engine/training/run.ts';
import { learningRateAt } from '#engine/training/schedule.ts';
import type { Architecture } from '#models/catalog.ts';
import type { Shape } from '#models/graph.ts';
import type { Recipe } from '#models/recipe.ts';
import { defaultConfig } from '#store/run-config.ts';

export const IMAGES = 32;
/** In which every entry of the zoo must have learnt its 32 images by heart. */
export const STEPS = 240;
/** With fewer, nets without batch norm stay at equal probabilities. */
export const WARMUP_STEPS = STEPS / 3;

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
  const set = { count, height, width, channels, pixels, labels: drawn.labels };
  return { id: 'digits', classNames: DIGIT_NAMES, train: set, test: set };
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
  const { set, indices } = run.split('train');
  return { run, batch: upload(assemble(set, indices), set, run.normalisation) };
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

/** Trains with the entry's own recipe, but for `STEPS` with `WARMUP_STEPS` of them, until every image is known. */
export async function overfit(architecture: Architecture): Promise<Overfit> {
  const started = await start(architecture, { warmupSteps: WARMUP_STEPS, epochs: STEPS });
  const { run } = started;
  let top1Error = 1;
  let loss = Number.NaN;
  while (top1Error > 0 && run.step < STEPS) {
    loss = await step(started, learningRateAt(run.config.recipe, run.step, STEPS, 1));
    if (run.step >= FIRST_LOOK && run.step % LOOK_EVERY === 0) {
      ({ top1Error } = await score(run, run.split('train')));
    }
  }
  const { step: steps } = run;
  end(started);
  return { steps, top1Error, loss };
}
