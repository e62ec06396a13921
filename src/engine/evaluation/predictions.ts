import * as tf from '@tensorflow/tfjs';
import { type HostBatch, readBatch } from '#engine/data/batch-stream.ts';
import { imageBatch } from '#engine/data/read-images.ts';
import { disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run } from '#engine/training/run.ts';
import type { ImageBatch } from '#protocol/data.ts';
import type { Prediction } from '#protocol/evaluation.ts';
import { probabilities } from './scores.ts';

const SAMPLE_SIZE = 12;

/** What the net says now of the first held-out images. */
export async function predictionSample(
  run: Run,
): Promise<{ readonly images: ImageBatch; readonly predictions: readonly Prediction[] }> {
  const { set, indices } = run.heldOut;
  const sample = indices.subarray(0, SAMPLE_SIZE);
  const batch = await readBatch(set, sample);
  const rows = await classify(run, batch);
  return {
    images: imageBatch(set, batch),
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
