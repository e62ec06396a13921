import * as tf from '@tensorflow/tfjs';
import { batchStream } from '#engine/data/batch-stream.ts';
import { bytesPerImage } from '#engine/data/image-set.ts';
import { PreparedImages } from '#engine/data/prepared-images.ts';
import { tenCrops } from '#engine/data/ten-crops.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import { type DeviceBatch, disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run, SplitImages } from '#engine/training/run.ts';
import {
  type Answers,
  type Crops,
  type EvaluationResult,
  type Score,
  TOP_CLASSES,
} from '#protocol/evaluation.ts';
import type { Split } from '#protocol/run-config.ts';
import { AnswerSheet, logSoftmax } from './answer-sheet.ts';
import { crossEntropy, errorsAt, ranks } from './scores.ts';

/**
 * Mean loss, top-1 and top-5 error over every image of a split, counted on the device. Yields how many images are
 * done, after each batch.
 */
export async function* score(run: Run, images: SplitImages): AsyncGenerator<number, Score> {
  let sums = tf.zeros([3]);
  let done = 0;
  try {
    for await (const batch of deviceBatches(run, images)) {
      const next = tf.tidy(() => tf.add(sums, batchSums(run.predict(batch.images), batch.labels)));
      sums.dispose();
      sums = next;
      done += batch.labels.size;
      yield done;
    }
    return toScore(run, await sums.data(), images.indices.length);
  } finally {
    sums.dispose();
  }
}

/** A result, and what the net said of each image. */
export interface Evaluation {
  readonly result: EvaluationResult;
  readonly answers: Answers;
}

/**
 * As `score`, with what the net says of each image, computed from the logits on the host.
 * @throws EngineFailure 'cropsUnavailable' for ten crops of images that are no larger than the net's input.
 */
export async function* evaluate(
  run: Run,
  split: Split,
  crops: Crops = 'oneCrop',
): AsyncGenerator<number, Evaluation> {
  const startedAt = performance.now();
  const { step } = run;
  const images = run.split(split);
  const sheet = new AnswerSheet(images.indices.length, run.dataset.classNames.length);
  for await (const row of crops === 'tenCrops' ? tenCropRows(run, images) : oneCropRows(run, images)) {
    const index = images.indices[sheet.count]!;
    sheet.add(index, images.set.labels[index]!, row);
    if (sheet.count % run.plan.evaluationBatchSize === 0) yield sheet.count;
  }
  yield sheet.count;
  const { answers, top1Misses, top5Misses, loss } = sheet;
  return {
    answers,
    result: {
      split,
      step,
      ...(crops === 'oneCrop' ? {} : { crops }),
      ...toScore(run, [loss, top1Misses, top5Misses], images.indices.length),
      elapsedMs: performance.now() - startedAt,
    },
  };
}

/** The logarithms of the probabilities of each image in turn; each row is valid until the next. */
async function* oneCropRows(run: Run, images: SplitImages): AsyncGenerator<Float64Array> {
  const classes = run.dataset.classNames.length;
  const row = new Float64Array(classes);
  for await (const batch of deviceBatches(run, images)) {
    const logits = await logitsOf(run, batch.images);
    for (let start = 0; start < logits.length; start += classes) {
      logSoftmax(logits.subarray(start, start + classes), row);
      yield row;
    }
  }
}

/** As `oneCropRows`, of the mean of the probabilities over ten crops of each image. */
async function* tenCropRows(run: Run, { set, indices }: SplitImages): AsyncGenerator<Float64Array> {
  const { preprocessing } = run.config.model;
  if (preprocessing === undefined || !(set instanceof PreparedImages)) {
    throw new EngineFailure('cropsUnavailable');
  }
  const classes = run.dataset.classNames.length;
  const crop = new Float64Array(classes);
  const mean = new Float64Array(classes);
  for (const index of indices) {
    await yieldToMessages();
    const pixels = await set.readViews(index, (image) => tenCrops(image, preprocessing));
    const size = bytesPerImage(set);
    const count = pixels.length / size;
    mean.fill(0);
    // No more of them at a time than an evaluation holds.
    for (let start = 0; start < count; start += run.plan.evaluationBatchSize) {
      const end = Math.min(count, start + run.plan.evaluationBatchSize);
      const part = { count: end - start, pixels: pixels.slice(start * size, end * size) };
      const labels = new Int32Array(part.count);
      const uploaded = upload({ ...part, labels }, set, run.dataset.normalisation);
      try {
        const logits = await logitsOf(run, uploaded.images);
        for (let at = 0; at < logits.length; at += classes) {
          logSoftmax(logits.subarray(at, at + classes), crop);
          for (let answer = 0; answer < classes; answer++) mean[answer]! += Math.exp(crop[answer]!) / count;
        }
      } finally {
        disposeBatch(uploaded);
      }
    }
    yield mean.map(Math.log);
  }
}

async function logitsOf(run: Run, images: tf.Tensor4D): Promise<Float32Array> {
  const logits = run.predict(images);
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}

/** [3]: summed loss, images missed by the most probable class, images missed by the five most probable. */
function batchSums(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const rank = ranks(logits, labels);
  return tf.stack([
    tf.sum(crossEntropy(logits, labels)),
    errorsAt(1, rank),
    errorsAt(TOP_CLASSES, rank),
  ]) as unknown as tf.Tensor1D;
}

function toScore(run: Run, sums: ArrayLike<number>, images: number): Score {
  const hasTop5 = run.dataset.classNames.length > TOP_CLASSES;
  return {
    images,
    loss: sums[0]! / images,
    top1Error: sums[1]! / images,
    ...(hasTop5 ? { top5Error: sums[2]! / images } : {}),
  };
}

/** Every image of a split in batches, the last one partial; each batch is disposed after its turn. */
async function* deviceBatches(run: Run, { set, indices }: SplitImages): AsyncGenerator<DeviceBatch> {
  for await (const batch of batchStream(set, indices, run.plan.evaluationBatchSize)) {
    const uploaded = upload(batch, set, run.dataset.normalisation);
    try {
      yield uploaded;
    } finally {
      disposeBatch(uploaded);
    }
  }
}
