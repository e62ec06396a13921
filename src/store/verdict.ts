import type { Score } from '#protocol/evaluation.ts';
import type { Run } from './run.ts';

/** How a net can have failed to learn: no better than guessing, or with a loss that has grown beyond all sense. */
export type Verdict = 'chance' | 'exploded';

/** A loss so many times that of equal chances for every class comes of weights that have blown up. */
const EXPLODED_TIMES = 1000;
/** How far a net must be below the error of guessing to be better, in standard errors of that many images. */
const STANDARD_ERRORS = 2;

/** The loss of a net that gives every class the same chance. */
export const guessingLoss = (classes: number): number => Math.log(classes);

/**
 * What is wrong with a net by its score; undefined where it has learned something. Guessing calls every image by the
 * class that is the most frequent.
 * @param histogram images of each class, of the data that were measured or of some with the same proportions.
 */
export function judge(
  { loss, top1Error, images }: Omit<Score, 'top5Error'>,
  histogram: readonly number[],
): Verdict | undefined {
  const classes = histogram.filter((count) => count > 0).length;
  if (classes < 2 || images === 0) return undefined;
  if (loss > EXPLODED_TIMES * guessingLoss(classes)) return 'exploded';
  let total = 0;
  let most = 0;
  for (const count of histogram) {
    total += count;
    most = Math.max(most, count);
  }
  const chance = most / total;
  const deviation = Math.sqrt((chance * (1 - chance)) / images);
  return top1Error > 1 - chance - STANDARD_ERRORS * deviation ? 'chance' : undefined;
}

/** What is wrong with a run by its last epoch: by its held-out images, or else by its training. */
export function judgeRun({ status, epochs, data }: Run): Verdict | undefined {
  const last = epochs.at(-1);
  if (last === undefined || data === undefined || (status !== 'finished' && status !== 'stopped')) {
    return undefined;
  }
  return judge(last.validation ?? last.training, data.trainHistogram);
}
