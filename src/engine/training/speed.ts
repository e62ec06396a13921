import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '#engine/data/dataset.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { assemble, upload } from './batches.ts';
import { Run } from './run.ts';
import { step } from './step.ts';

/** The first step compiles and allocates; the others are timed for at most about this long. */
const TIMED_MS = 400;
const LARGEST_STEPS = 20;

/**
 * Images a second that this config trains at here, measured on a few steps of a run that is thrown away. Aborted
 * between two steps.
 */
export async function measureSpeed(
  config: RunConfig,
  dataset: Dataset,
  signal?: AbortSignal,
): Promise<{ readonly imagesPerSecond: number; readonly epochMs: number }> {
  signal?.throwIfAborted();
  const run = new Run(config, dataset);
  try {
    const { set, indices } = run.split('train');
    const sample = indices.subarray(0, config.recipe.batchSize);
    const timedStep = async () => {
      await yieldToMessages();
      signal?.throwIfAborted();
      const batch = upload(
        assemble(set, sample, config.recipe.augmentation, run.augmenting),
        set,
        run.normalisation,
      );
      const { loss, errors } = step(run, batch, config.recipe.learningRate);
      // Reading waits for a GPU to be done.
      await loss.data();
      tf.dispose([loss, errors]);
    };
    await timedStep();
    const startedAt = performance.now();
    let steps = 0;
    while (steps === 0 || (steps < LARGEST_STEPS && performance.now() - startedAt < TIMED_MS)) {
      await timedStep();
      steps += 1;
    }
    const msPerImage = (performance.now() - startedAt) / (steps * sample.length);
    return { imagesPerSecond: 1000 / msPerImage, epochMs: msPerImage * indices.length };
  } finally {
    run.dispose();
  }
}
