import * as tf from '@tensorflow/tfjs';
import { batchStream } from '#engine/data/batch-stream.ts';
import type { Run } from '#engine/training/run.ts';
import { learningRateAt } from '#engine/training/schedule.ts';
import { step } from '#engine/training/step.ts';

/** As long as somebody may have to wait for an explanation. */
const MOST_MS = 10_000;

/**
 * Takes the run's next steps and gives the norm of the gradient at each, up to and with a step, or with the first
 * where it is no number (null); fewer where it takes too long or is stopped. The steps are those that training takes
 * from there.
 */
export async function gradientNorms(
  run: Run,
  untilStep: number,
  isStopped: () => boolean,
): Promise<(number | null)[]> {
  const { recipe } = run.config;
  const { stepsPerEpoch, totalSteps } = run.plan;
  const { set } = run.split('train');
  const norms: (number | null)[] = [];
  const endsAt = performance.now() + MOST_MS;
  while (run.step < untilStep && !isStopped()) {
    const epoch = Math.floor(run.step / stepsPerEpoch) + 1;
    const done = (run.step % stepsPerEpoch) * recipe.batchSize;
    const order = run.orderOf(epoch).subarray(done);
    for await (const batch of batchStream(set, order, recipe.batchSize, run.changesOf(epoch))) {
      if (run.step >= untilStep || isStopped()) break;
      const learningRate = learningRateAt(recipe, run.step, totalSteps, stepsPerEpoch);
      const norm = await normOf(run, () => step(run, batch, learningRate));
      norms.push(Number.isFinite(norm) ? norm : null);
      if (norms.at(-1) === null || performance.now() >= endsAt) return norms;
    }
  }
  return norms;
}

/** Takes a step; the norm of its gradient. */
async function normOf(run: Run, take: () => ReturnType<typeof step>): Promise<number> {
  let norm: tf.Tensor | undefined;
  run.onGradients = (gradients) => {
    norm = tf.tidy(() => tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))))));
  };
  try {
    tf.dispose({ ...take() });
    const [value = Number.NaN] = (await norm?.data()) ?? [];
    return value;
  } finally {
    run.onGradients = undefined;
    norm?.dispose();
  }
}
