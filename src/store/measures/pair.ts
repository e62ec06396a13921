import type { Answers } from '#protocol/evaluation.ts';
import { answerAt, isRight } from './confusion.ts';
import { type McNemar, mcNemar } from './mcnemar.ts';

/** An image that two nets have answered: where it stands in the sheet of each. */
export type PairPlace = readonly [first: number, second: number];

/** What two nets make of an image, seen from the first. */
export const PAIR_KINDS = ['onlyFirst', 'onlySecond', 'bothWrong', 'bothSure', 'bothRight'] as const;
export type PairKind = (typeof PAIR_KINDS)[number];

export interface Pair {
  /** Images that both have answered. */
  readonly images: number;
  readonly test: McNemar;
  /** 'bothSure': both give another answer with a probability of `SURE` or more; such an image is in its other group too. */
  readonly groups: Readonly<Record<PairKind, readonly PairPlace[]>>;
}

/** From here on a net is called sure of its answer. */
export const SURE = 0.9;

/** Two nets on the same images of the same set; images that only one has answered are left out. */
export function pairOf(first: Answers, second: Answers): Pair {
  const groups: Record<PairKind, PairPlace[]> = {
    onlyFirst: [],
    onlySecond: [],
    bothWrong: [],
    bothSure: [],
    bothRight: [],
  };
  const placeOf = new Map(Array.from(second.indices, (index, place) => [index, place]));
  let images = 0;
  for (const [place, index] of first.indices.entries()) {
    const other = placeOf.get(index);
    if (other === undefined) continue;
    images += 1;
    const pair = [place, other] as const;
    const [isFirst, isSecond] = [isRight(first, place), isRight(second, other)];
    groups[kindOf(isFirst, isSecond)].push(pair);
    const isDifferent = answerAt(first, place) !== answerAt(second, other);
    if (isDifferent && sureness(first, place) >= SURE && sureness(second, other) >= SURE) {
      groups.bothSure.push(pair);
    }
  }
  const surest = ([a, b]: PairPlace) => sureness(first, a) + sureness(second, b);
  for (const places of Object.values(groups)) places.sort((a, b) => surest(b) - surest(a));
  return { images, test: mcNemar(groups.onlyFirst.length, groups.onlySecond.length), groups };
}

function kindOf(isFirst: boolean, isSecond: boolean): PairKind {
  if (isFirst) return isSecond ? 'bothRight' : 'onlyFirst';
  return isSecond ? 'onlySecond' : 'bothWrong';
}

/** The probability of the best answer; 0 without one. */
function sureness({ best, bestProbabilities }: Answers, place: number): number {
  return bestProbabilities[place * best] || 0;
}
