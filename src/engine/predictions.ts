import * as tf from '@tensorflow/tfjs';
import type { ImageSet } from '#engine/data/dataset.ts';
import { Random } from '#engine/random.ts';
import { assemble, disposeBatch, upload } from '#engine/training/batches.ts';
import type { Run } from '#engine/training/run.ts';
import type { ImageBatch, ImageChanges } from '#protocol/data.ts';
import type { Prediction } from '#protocol/evaluation.ts';

const SAMPLE_SIZE = 12;

/** The images at `indices` as bytes to show, changed at random where `changes` says so. */
export function readImages(set: ImageSet, indices: Uint32Array, changes?: ImageChanges): ImageBatch {
  const { pixels } =
    changes === undefined
      ? assemble(set, indices)
      : assemble(set, indices, changes.augmentation, new Random(changes.seed));
  return {
    height: set.height,
    width: set.width,
    channels: set.channels,
    pixels: pixels as Uint8Array<ArrayBuffer>,
    labels: Uint8Array.from(indices, (index) => set.labels[index]!),
  };
}

/** What the net says now of the first held-out images. */
export async function predictionSample(
  run: Run,
): Promise<{ readonly images: ImageBatch; readonly predictions: readonly Prediction[] }> {
  const { set, indices } = run.heldOut;
  const sample = indices.subarray(0, SAMPLE_SIZE);
  const probabilities = await classify(run, set, sample);
  return {
    images: readImages(set, sample),
    predictions: probabilities.map((row, i): Prediction => {
      const predictedClass = row.indexOf(Math.max(...row));
      const index = sample[i]!;
      return { index, trueClass: set.labels[index]!, predictedClass, probability: row[predictedClass]! };
    }),
  };
}

/** Probabilities of every class for the images at `indices`. */
export async function classify(run: Run, set: ImageSet, indices: Uint32Array): Promise<number[][]> {
  const batch = upload(assemble(set, indices), set, run.normalisation);
  const probabilities = tf.tidy(() => tf.softmax(run.predict(batch.images)));
  disposeBatch(batch);
  try {
    return (await probabilities.array()) as number[][];
  } finally {
    probabilities.dispose();
  }
}
