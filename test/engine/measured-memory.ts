import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '#engine/data/image-set.ts';
import { disposeBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { trainingBatch } from '#test/engine/batches.ts';
import { watchLiveMemory } from './live-memory.ts';

export interface Compared {
  readonly measured: number;
  readonly estimated: number;
  readonly ratio: number;
}

const compare = (measured: number, estimated: number): Compared => ({
  measured,
  estimated,
  ratio: Number((estimated / measured).toFixed(3)),
});

/**
 * Trains two steps of the config's batch on WASM and evaluates the batch once: the peak of the bytes in use
 * beside the estimate, and the size of the whole memory in the end.
 */
export function measureMemory(
  config: RunConfig,
  dataset: Dataset,
): { readonly training: Compared; readonly evaluation: Compared; readonly memoryBytes: number } {
  const { batchSize, optimizer } = config.recipe;
  const memory = watchLiveMemory();
  try {
    const run = new Run({ ...config, validationFraction: 0 }, dataset);
    const { indices } = run.split('train');
    const batch = () => trainingBatch(run, indices.subarray(0, batchSize));
    for (let step = 0; step < 2; step++) {
      const images = batch();
      tf.dispose(Object.values(run.update(images, 1e-4)));
      disposeBatch(images);
    }
    const training = memory.peakBytes;
    memory.restart();
    const images = batch();
    run.predict(images.images).dispose();
    disposeBatch(images);
    const evaluation = memory.peakBytes;
    const estimate = estimateMemory(run.built.graph, { batchSize, optimizer, backend: 'wasm' });
    run.dispose();
    return {
      training: compare(training, estimate.training),
      evaluation: compare(evaluation, estimate.evaluation),
      memoryBytes: memory.memoryBytes,
    };
  } finally {
    memory.stop();
  }
}
