import { type DeviceBatch, disposeBatch } from './batches.ts';
import type { Run, StepScores } from './run.ts';

/** One update; the batch is gone afterwards, also where it fails. */
export function step(run: Run, batch: DeviceBatch, learningRate: number): StepScores {
  try {
    return run.update(batch, learningRate);
  } finally {
    disposeBatch(batch);
  }
}
