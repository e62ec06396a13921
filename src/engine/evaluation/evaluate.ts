import * as tf from '@tensorflow/tfjs';
import { batchStream } from '#engine/data/batch-stream.ts';
import { type DeviceBatch, disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run, SplitImages } from '#engine/training/run.ts';
import type { EvaluationResult, Mistake, Score } from '#protocol/evaluation.ts';
import type { Split } from '#protocol/run-config.ts';
import { crossEntropy, errorsAt, labelMask, probabilities, ranks } from './scores.ts';

const WORST_MISTAKES = 500;
/** With so many classes or fewer, five answers miss nothing. */
const TOP_CLASSES = 5;

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

/** `score`, with the confusion matrix and the images that the net got most confidently wrong. */
export async function* evaluate(run: Run, split: Split): AsyncGenerator<number, EvaluationResult> {
  const startedAt = performance.now();
  const { step } = run;
  const images = run.split(split);
  const classes = run.dataset.classNames.length;
  const mistakes: Mistake[] = [];
  let totals: [tf.Tensor, tf.Tensor] = [tf.zeros([3]), tf.zeros([classes, classes])];
  let done = 0;
  try {
    for await (const { images: pixels, labels } of deviceBatches(run, images)) {
      const [sums, confusion, verdicts] = tf.tidy((): [tf.Tensor, tf.Tensor, tf.Tensor] => {
        const logits = run.predict(pixels);
        const predicted = tf.argMax(logits, 1) as tf.Tensor1D;
        // NaN for an image that the net gives no numbers for, which is then in no column.
        const confidence = tf.sum(tf.mul(probabilities(logits), oneHot(predicted, classes)), 1);
        const answered = tf.reshape(tf.cast(tf.greater(confidence, 0), 'float32'), [-1, 1]);
        const answers = tf.mul(oneHot(predicted, classes), answered) as tf.Tensor2D;
        const counts = tf.matMul(oneHot(labels, classes), answers, true, false);
        return [
          tf.add(totals[0], batchSums(logits, labels)),
          tf.add(totals[1], counts),
          tf.stack([tf.cast(predicted, 'float32'), confidence]),
        ];
      });
      tf.dispose(totals);
      totals = [sums, confusion];
      const values = await verdicts.data();
      verdicts.dispose();
      mistakes.push(...batchMistakes(images, done, values));
      mistakes.sort((a, b) => b.probability - a.probability);
      mistakes.splice(WORST_MISTAKES);
      done += values.length / 2;
      yield done;
    }
    const [sums, counts] = await Promise.all([totals[0].data(), totals[1].data()]);
    return {
      split,
      step,
      ...toScore(run, sums, images.indices.length),
      confusion: Array.from({ length: classes }, (_, row) => [
        ...counts.slice(row * classes, (row + 1) * classes),
      ]),
      worstMistakes: mistakes,
      elapsedMs: performance.now() - startedAt,
    };
  } finally {
    tf.dispose(totals);
  }
}

/** `values` are the predicted classes of a batch, then their probabilities. */
function batchMistakes({ set, indices }: SplitImages, start: number, values: ArrayLike<number>): Mistake[] {
  const count = values.length / 2;
  return Array.from({ length: count }, (_, i): Mistake => {
    const index = indices[start + i]!;
    return {
      index,
      trueClass: set.labels[index]!,
      predictedClass: values[i]!,
      probability: values[count + i]!,
    };
  }).filter(
    ({ trueClass, predictedClass, probability }) =>
      trueClass !== predictedClass && !Number.isNaN(probability),
  );
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
