import * as tf from '@tensorflow/tfjs';
import { yieldToMessages } from '#engine/event-loop.ts';
import { crossEntropy, errorsAt, labelMask, ranks } from '#engine/scores.ts';
import { assemble, type DeviceBatch, disposeBatch, upload } from '#engine/training/batches.ts';
import type { Run, SplitImages } from '#engine/training/run.ts';
import type { EvaluationResult, Mistake, Score } from '#protocol/evaluation.ts';
import type { Split } from '#protocol/run-config.ts';

const WORST_MISTAKES = 500;

export interface EvaluationOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Mean loss, top-1 and top-5 error over every image of a split, counted on the device. */
export async function score(run: Run, images: SplitImages, options: EvaluationOptions = {}): Promise<Score> {
  let sums = tf.zeros([3]);
  try {
    for await (const batch of deviceBatches(run, images, options)) {
      const next = tf.tidy(() => tf.add(sums, batchSums(run.predict(batch.images), batch.labels)));
      sums.dispose();
      sums = next;
    }
    return toScore(await sums.data(), images.indices.length);
  } finally {
    sums.dispose();
  }
}

/** `score`, with the confusion matrix and the images that the net got most confidently wrong. */
export async function evaluate(
  run: Run,
  split: Split,
  options: EvaluationOptions = {},
): Promise<EvaluationResult> {
  const startedAt = performance.now();
  const images = run.split(split);
  const classes = run.dataset.classNames.length;
  const mistakes: Mistake[] = [];
  let totals: tf.Tensor[] = [tf.zeros([3]), tf.zeros([classes, classes])];
  let start = 0;
  try {
    for await (const { images: pixels, labels } of deviceBatches(run, images, options)) {
      const [sums, confusion, verdicts] = tf.tidy(() => {
        const logits = run.predict(pixels);
        const predicted = tf.argMax(logits, 1) as tf.Tensor1D;
        const counts = tf.matMul(oneHot(labels, classes), oneHot(predicted, classes), true, false);
        const confidence = tf.max(tf.softmax(logits), 1);
        return [
          tf.add(totals[0]!, batchSums(logits, labels)),
          tf.add(totals[1]!, counts),
          tf.stack([tf.cast(predicted, 'float32'), confidence]),
        ];
      });
      tf.dispose(totals);
      totals = [sums!, confusion!];
      const values = await verdicts!.data();
      verdicts!.dispose();
      mistakes.push(...batchMistakes(images, start, values));
      mistakes.sort((a, b) => b.probability - a.probability);
      mistakes.splice(WORST_MISTAKES);
      start += values.length / 2;
    }
    const [sums, counts] = await Promise.all(totals.map((tensor) => tensor.data()));
    return {
      split,
      ...toScore(sums!, images.indices.length),
      confusion: Array.from({ length: classes }, (_, row) => [
        ...counts!.slice(row * classes, (row + 1) * classes),
      ]),
      worstMistakes: mistakes,
      elapsedMs: performance.now() - startedAt,
    };
  } finally {
    tf.dispose(totals);
  }
}

function batchMistakes(images: SplitImages, start: number, values: ArrayLike<number>): Mistake[] {
  const count = values.length / 2;
  return Array.from({ length: count }, (_, i): Mistake => {
    const index = images.indices[start + i]!;
    return {
      index,
      trueClass: images.set.labels[index]!,
      predictedClass: values[i]!,
      probability: values[count + i]!,
    };
  }).filter(({ trueClass, predictedClass }) => trueClass !== predictedClass);
}

function oneHot(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.cast(labelMask(labels, classes), 'float32');
}

/** [3]: summed loss, images missed by the most probable class, images missed by the five most probable. */
function batchSums(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const rank = ranks(logits, labels);
  return tf.stack([
    tf.sum(crossEntropy(logits, labels)),
    errorsAt(1, rank),
    errorsAt(5, rank),
  ]) as unknown as tf.Tensor1D;
}

function toScore(sums: ArrayLike<number>, images: number): Score {
  return { images, loss: sums[0]! / images, top1Error: sums[1]! / images, top5Error: sums[2]! / images };
}

/** Every image of a split in batches, the last one partial; each batch is disposed after its turn. */
async function* deviceBatches(
  run: Run,
  { set, indices }: SplitImages,
  { signal, onProgress }: EvaluationOptions,
): AsyncGenerator<DeviceBatch> {
  const batchSize = run.evaluationBatchSize;
  for (let start = 0; start < indices.length; start += batchSize) {
    await yieldToMessages();
    signal?.throwIfAborted();
    const host = assemble(set, indices.subarray(start, start + batchSize));
    const batch = upload(host, set, run.normalisation);
    try {
      yield batch;
    } finally {
      disposeBatch(batch);
    }
    onProgress?.(start + host.count, indices.length);
  }
}
