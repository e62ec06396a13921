import * as tf from '@tensorflow/tfjs';
import { batchStream } from '#engine/data/batch-stream.ts';
import { type DeviceBatch, disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run, SplitImages } from '#engine/training/run.ts';
import { type Answers, type EvaluationResult, type Score, TOP_CLASSES } from '#protocol/evaluation.ts';
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

/** As `score`, with what the net says of each image, computed from the logits on the host. */
export async function* evaluate(run: Run, split: Split): AsyncGenerator<number, Evaluation> {
  const startedAt = performance.now();
  const { step } = run;
  const images = run.split(split);
  const classes = run.dataset.classNames.length;
  const sheet = new AnswerSheet(images.indices.length, classes);
  const row = new Float64Array(classes);
  for await (const batch of deviceBatches(run, images)) {
    const logits = run.predict(batch.images);
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    for (let start = 0; start < values.length; start += classes) {
      const index = images.indices[sheet.count]!;
      logSoftmax(values.subarray(start, start + classes), row);
      sheet.add(index, images.set.labels[index]!, row);
    }
    yield sheet.count;
  }
  const { answers, top1Misses, top5Misses, loss } = sheet;
  return {
    answers,
    result: {
      split,
      step,
      ...toScore(run, [loss, top1Misses, top5Misses], images.indices.length),
      elapsedMs: performance.now() - startedAt,
    },
  };
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
