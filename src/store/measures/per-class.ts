import type { Answers } from '#protocol/evaluation.ts';
import { answerAt, type Confusion, countOf } from './confusion.ts';
import { type Interval, wilsonInterval } from './interval.ts';

/** How a net does on one class; errors are fractions. */
export interface ClassScore {
  readonly trueClass: number;
  readonly images: number;
  readonly top1Misses: number;
  /** Undefined without images. */
  readonly top1Error: number | undefined;
  readonly interval: Interval;
  /** Undefined with five classes or fewer, or without images. */
  readonly top5Error: number | undefined;
  /** Part of the images called by this class that show it; undefined where nothing was called so. */
  readonly precision: number | undefined;
}

export function classScores(answers: Answers, confusion: Confusion): readonly ClassScore[] {
  const { classes, best, labels, bestClasses } = answers;
  const top5Misses = new Uint32Array(classes);
  for (const [place, label] of labels.entries()) {
    const kept = bestClasses.subarray(place * best, (place + 1) * best);
    const isAmongBest = answerAt(answers, place) !== undefined && kept.includes(label);
    if (!isAmongBest) top5Misses[label] = (top5Misses[label] ?? 0) + 1;
  }
  const called = new Uint32Array(classes);
  confusion.counts.forEach((count, cell) => {
    called[cell % classes] = (called[cell % classes] ?? 0) + count;
  });
  return Array.from({ length: classes }, (_, trueClass) => {
    const images = confusion.images[trueClass] ?? 0;
    const right = countOf(confusion, trueClass, trueClass);
    const of = (count: number, total: number) => (total === 0 ? undefined : count / total);
    return {
      trueClass,
      images,
      top1Misses: images - right,
      top1Error: of(images - right, images),
      interval: wilsonInterval(images - right, images),
      top5Error: classes > best ? of(top5Misses[trueClass] ?? 0, images) : undefined,
      precision: of(right, called[trueClass] ?? 0),
    };
  });
}

/** The mean of a class's errors over the classes that have images, whatever their number; undefined without any. */
export function meanOverClasses(
  scores: readonly ClassScore[],
  of: 'top1Error' | 'top5Error',
): number | undefined {
  const errors = scores.flatMap((score) => score[of] ?? []);
  return errors.length === 0 ? undefined : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
