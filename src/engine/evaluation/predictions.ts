import * as tf from '@tensorflow/tfjs';
import { type HostBatch, readBatch } from '#engine/data/batch-stream.ts';
import { imageBatch } from '#engine/data/read-images.ts';
import { disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run } from '#engine/training/run.ts';
import type { ImageBatch } from '#protocol/data.ts';
import type { Prediction } from '#protocol/evaluation.ts';
import { probabilities } from './scores.ts';

/** So many images are shown. */
const SHOWN = 20;
/** Of more classes than can all be shown twice, the hardest of so many images. */
const POOL = 100;

export interface PredictionSample {
  /** Absent where they are those of the sample before. */
  readonly images?: ImageBatch;
  readonly predictions: readonly Prediction[];
}

/**
 * What the net says now of some held-out images: two of each class in the order of the classes, or of many classes
 * those that it finds hardest.
 * @param before the images that were shown last.
 */
export async function predictionSample(
  run: Run,
  before: readonly Prediction[] = [],
): Promise<PredictionSample> {
  const { set, indices } = run.heldOut;
  const classes = run.dataset.classNames.length;
  const perClass = Math.floor(SHOWN / classes);
  const most = Math.max(SHOWN, Math.min(POOL, run.plan.evaluationBatchSize));
  const sample =
    perClass >= 2 ? ofEachClass(set.labels, indices, classes, perClass) : indices.subarray(0, most);
  const rows = await classify(run, await readBatch(set, sample));
  const all = rows.map((row, i) => {
    const index = sample[i]!;
    const trueClass = set.labels[index]!;
    return { index, trueClass, ...mostProbable(row), chance: row[trueClass]! };
  });
  const shown = all.length > SHOWN ? all.toSorted((a, b) => a.chance - b.chance).slice(0, SHOWN) : all;
  const predictions = shown.map(({ chance: _, ...prediction }): Prediction => prediction);
  const isSame = before.length === shown.length && before.every(({ index }, i) => index === shown[i]?.index);
  if (isSame) return { predictions };
  const images = await readBatch(
    set,
    Uint32Array.from(shown, ({ index }) => index),
  );
  return { images: imageBatch(set, images), predictions };
}

/** The first images of each class: first one of every class, then another of every class. */
function ofEachClass(
  labels: ArrayLike<number>,
  indices: Uint32Array,
  classes: number,
  perClass: number,
): Uint32Array {
  const rows: number[][] = Array.from({ length: perClass }, () => []);
  const counts = new Uint32Array(classes);
  let missing = classes * perClass;
  for (const index of indices) {
    const label = labels[index]!;
    const row = rows[counts[label]!];
    if (row === undefined) continue;
    row[label] = index;
    counts[label]! += 1;
    if (--missing === 0) break;
  }
  // A class without images leaves a hole.
  return Uint32Array.from(rows.flatMap((row) => row.filter((index) => index !== undefined)));
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
