import type { Answers } from '#protocol/evaluation.ts';

/** Which class was taken for which, and how often. */
export interface Confusion {
  readonly classes: number;
  /** counts[trueClass * classes + predictedClass]; an image without an answer is in no column. */
  readonly counts: Uint32Array;
  /** Images of each class, with an answer or without. */
  readonly images: Uint32Array;
}

/** A cell beside the diagonal. */
export interface ConfusedPair {
  readonly trueClass: number;
  readonly predictedClass: number;
  readonly count: number;
}

/** Whether the net gave numbers for the image at this place of the sheet. */
export function isAnswered({ trueProbabilities }: Answers, place: number): boolean {
  return !Number.isNaN(trueProbabilities[place]);
}

/** The most probable class of the image at this place; undefined without an answer. */
export function answerAt(answers: Answers, place: number): number | undefined {
  return isAnswered(answers, place) ? answers.bestClasses[place * answers.best] : undefined;
}

export function isRight(answers: Answers, place: number): boolean {
  return answerAt(answers, place) === answers.labels[place];
}

export function confusionOf(answers: Answers): Confusion {
  const { classes, labels } = answers;
  const counts = new Uint32Array(classes * classes);
  const images = new Uint32Array(classes);
  for (const [place, label] of labels.entries()) {
    images[label] = (images[label] ?? 0) + 1;
    const answer = answerAt(answers, place);
    if (answer === undefined) continue;
    const cell = label * classes + answer;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { classes, counts, images };
}

export function countOf({ classes, counts }: Confusion, trueClass: number, predictedClass: number): number {
  return counts[trueClass * classes + predictedClass] ?? 0;
}

/** Every pair of classes of which one was taken for the other, the most frequent first. */
export function confusedPairs({ classes, counts }: Confusion): readonly ConfusedPair[] {
  const pairs: ConfusedPair[] = [];
  // Most of a million cells are empty.
  counts.forEach((count, cell) => {
    const trueClass = Math.floor(cell / classes);
    const predictedClass = cell % classes;
    if (count > 0 && trueClass !== predictedClass) pairs.push({ trueClass, predictedClass, count });
  });
  return pairs.sort((a, b) => b.count - a.count);
}

/** The class that a net calls every image by; undefined where it tells some apart. */
export function onlyAnswer({ classes, counts }: Confusion): number | undefined {
  let answer: number | undefined;
  for (const [cell, count] of counts.entries()) {
    if (count === 0) continue;
    if (answer !== undefined && answer !== cell % classes) return undefined;
    answer = cell % classes;
  }
  return answer;
}

/**
 * An order of the classes that puts those beside each other that are taken for each other most often: chains of classes
 * are joined end to end, the most confused pair first. Classes that are never confused follow in their own order.
 */
export function orderByConfusion(confusion: Confusion): readonly number[] {
  const { classes, images } = confusion;
  const links = new Map<number, number>();
  for (const { trueClass, predictedClass, count } of confusedPairs(confusion)) {
    const [a, b] = trueClass < predictedClass ? [trueClass, predictedClass] : [predictedClass, trueClass];
    // Of rare classes one mistake says more.
    const share = count / (images[trueClass] ?? 1);
    links.set(a * classes + b, (links.get(a * classes + b) ?? 0) + share);
  }
  const chains: number[][] = Array.from({ length: classes }, (_, index) => [index]);
  for (const [link] of [...links].sort(([, a], [, b]) => b - a)) {
    const [a, b] = [Math.floor(link / classes), link % classes];
    const [first, second] = [chains[a], chains[b]];
    if (first === undefined || second === undefined || first === second) continue;
    const joined = [...towardsEnd(first, a), ...towardsEnd(second, b).reverse()];
    for (const index of joined) chains[index] = joined;
  }
  const ordered = [...new Set(chains)];
  return [
    ...ordered.filter(({ length }) => length > 1),
    ...ordered.filter(({ length }) => length === 1),
  ].flat();
}

/** The chain as it is or turned round, whichever has `member` nearer to its end. */
function towardsEnd(chain: readonly number[], member: number): number[] {
  return chain.indexOf(member) * 2 >= chain.length - 1 ? [...chain] : chain.toReversed();
}
