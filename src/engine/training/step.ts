import type { HostBatch } from '#engine/data/batch-stream.ts';
import { disposeBatch, upload } from './device-batch.ts';
import type { Run, StepScores } from './run.ts';

/** One update with a batch of training images. The uploaded batch is disposed, even if the update fails. */
export function step(run: Run, batch: HostBatch, learningRate: number): StepScores {
  const uploaded = upload(batch, run.dataset.train, run.dataset.normalisation);
  try {
    return run.update(uploaded, learningRate);
  } finally {
    disposeBatch(uploaded);
  }
}
