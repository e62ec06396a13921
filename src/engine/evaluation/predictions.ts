import * as tf from '@tensorflow/tfjs';
import { type HostBatch, readBatch } from '#engine/data/batch-stream.ts';
import type { ImageSet } from '#engine/data/image-set.ts';
import { Random } from '#engine/random.ts';
import { disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run } from '#engine/training/run.ts';
import type { ImageBatch, ImageChanges } from '#protocol/data.ts';
import type { Prediction } from '#protocol/evaluation.ts';
import { probabilities } from './scores.ts';

const SAMPLE_SIZE = 12;

/** The images at `indices` as bytes to show, changed at random where `changes` says so. */
export async function readImages(
  set: ImageSet,
  indices: Uint32Array,
  changes?: ImageChanges,
): Promise<ImageBatch> {
  if (changes === undefined) return toShow(set, await readBatch(set, indices));
  const random = new Random(changes.seed);
  const { augmentation } = changes;
  return toShow(set, await readBatch(set, indices, { augmentation, randomOf: (index) => random.at(index) }));
}

function toShow({ height, width, channels }: ImageSet, { pixels, labels }: HostBatch): ImageBatch {
  return { height, width, channels, pixels, labels: Uint16Array.from(labels) };
}

/** What the net says now of the first held-out images. */
export async function predictionSample(
  run: Run,
): Promise<{ readonly images: ImageBatch; readonly predictions: readonly Prediction[] }> {
  const { set, indices } = run.heldOut;
  const sample = indices.subarray(0, SAMPLE_SIZE);
  const batch = await readBatch(set, sample);
  const rows = await classify(run, batch);
  return {
    images: toShow(set, batch),
    predictions: rows.map((row, i): Prediction => {
      const index = sample[i]!;
      return { index, trueClass: set.labels[index]!, ...mostProbable(row) };
    }),
  };
}

/** A net that gives NaN says nothing. */
function mostProbable(row: readonly number[]): Pick<Prediction, 'predictedClass' | 'probability'> {
  const probability = Math.max(...row);
  return Number.isNaN(probability)
    ? { probability }
    : { predictedClass: row.indexOf(probability), probability };
}

/** Probabilities of every class for each image of a batch of the run's size. */
export async function classify(run: Run, batch: HostBatch): Promise<number[][]> {
  const uploaded = upload(batch, run.dataset.train, run.dataset.normalisation);
  const rows = tf.tidy(() => probabilities(run.predict(uploaded.images)));
  disposeBatch(uploaded);
  try {
    return await rows.array();
  } finally {
    rows.dispose();
  }
}
