import { EngineFailure } from '#engine/engine-failure.ts';
import type { WeightValues } from '#engine/model/named-weights.ts';
import type { EpochSums } from '#engine/training/measurements.ts';
import type { Run } from '#engine/training/run.ts';

/**
 * All that a run needs to go on as if it had never been interrupted. Everything random follows from the config's seed
 * and the place, so that no generator's state is here.
 */
export interface Checkpoint {
  /** Updates done. */
  readonly step: number;
  /** Time of training, pauses left out. */
  readonly elapsedMs: number;
  /**
   * Of the epoch under way. Those of a whole epoch mean that its validation is still due, none that the next epoch
   * begins.
   */
  readonly sums: EpochSums;
  /** Weights and moving averages. */
  readonly weights: WeightValues;
  /** What the optimiser keeps beside the weights. */
  readonly slots: WeightValues;
}

/** How far a run had come, beside what its net and its optimiser hold. */
export type Progress = Pick<Checkpoint, 'elapsedMs' | 'sums'>;

/** Reads the run back from the device. No step may be under way. */
export async function takeCheckpoint(run: Run, { elapsedMs, sums }: Progress): Promise<Checkpoint> {
  const { step } = run;
  const [weights, slots] = await Promise.all([run.weights(), run.slots()]);
  return { step, elapsedMs, sums, weights, slots };
}

/**
 * Puts a run of the same config where the checkpoint was taken; `train` goes on with it from there.
 * @throws EngineFailure 'modelInvalid' for a checkpoint of another net or optimiser, 'configInvalid' for one of a place
 * that the run never comes to.
 */
export function restoreCheckpoint(run: Run, checkpoint: Checkpoint): void {
  const { step, sums } = checkpoint;
  const { stepsPerEpoch, totalSteps, trainCount } = run.plan;
  const done = step % stepsPerEpoch;
  const images = Math.min(done * run.config.recipe.batchSize, trainCount);
  const isAtEnd = done === 0 && (sums.images === 0 || (step > 0 && sums.images === trainCount));
  if (step > totalSteps || !(isAtEnd || (done > 0 && sums.images === images))) {
    throw new EngineFailure('configInvalid', {
      field: 'step',
      expected: `0 to ${totalSteps}, ${images} images into the epoch`,
      found: `${step}, ${sums.images} images into the epoch`,
    });
  }
  run.restore(checkpoint);
}

/** Whether every weight is a number: a net with others in it cannot be trained any further. */
export function isSound({ weights }: Checkpoint): boolean {
  // Zero times infinity is no number either.
  let zero = 0;
  for (const values of weights.values()) for (const value of values) zero += 0 * value;
  return zero === 0;
}
