import * as tf from '@tensorflow/tfjs';
import { batchStream } from '#engine/data/batch-stream.ts';
import type { Dataset } from '#engine/data/image-set.ts';
import type { RunConfig } from '#protocol/run-config.ts';
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
    const { batchSize, learningRate } = config.recipe;
    const { set, indices } = run.split('train');
    const sample = indices.subarray(0, batchSize);
    // The same batch again and again, of the size that nearly every batch of an epoch has.
    const images = new Uint32Array(sample.length * (1 + LARGEST_STEPS));
    for (let at = 0; at < images.length; at += sample.length) images.set(sample, at);
    let steps = -1;
    let startedAt = 0;
    for await (const batch of batchStream(set, images, sample.length, run.changesOf(1))) {
      signal?.throwIfAborted();
      const { loss, errors } = step(run, batch, learningRate);
      // Reading waits for a GPU to be done.
      await loss.data();
      tf.dispose([loss, errors]);
      steps += 1;
      if (steps === 0) startedAt = performance.now();
      else if (performance.now() - startedAt >= TIMED_MS) break;
    }
    const msPerImage = (performance.now() - startedAt) / (steps * sample.length);
    return { imagesPerSecond: 1000 / msPerImage, epochMs: msPerImage * indices.length };
  } finally {
    run.dispose();
  }
}
