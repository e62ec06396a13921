import type { Answers } from '#protocol/evaluation.ts';
import { answerAt, isAnswered } from './confusion.ts';

/** Which images to show: of a class, of a class taken for another, or of all. */
export interface Choice {
  readonly trueClass?: number;
  readonly predictedClass?: number;
}

export interface Answer {
  readonly answer: number;
  readonly probability: number;
}

/** An image and what a net said of it. */
export interface AnsweredImage {
  /** Where it stands in its set. */
  readonly index: number;
  readonly trueClass: number;
  readonly trueProbability: number;
  /** The most probable first; empty where the net gave no number. */
  readonly best: readonly Answer[];
}

/**
 * The places of the images that a net got wrong, the most confident mistake first and those without an answer last.
 * Of a cell on the diagonal it is the images that were right, the least confident first.
 */
export function placesOf(answers: Answers, { trueClass, predictedClass }: Choice): readonly number[] {
  const { labels, best, bestProbabilities } = answers;
  const wantsRight = trueClass !== undefined && trueClass === predictedClass;
  const places: number[] = [];
  for (const [place, label] of labels.entries()) {
    const answer = answerAt(answers, place);
    if ((answer === label) !== wantsRight) continue;
    if (trueClass !== undefined && label !== trueClass) continue;
    if (predictedClass !== undefined && answer !== predictedClass) continue;
    places.push(place);
  }
  const sureness = (place: number) => {
    const probability = bestProbabilities[place * best] ?? 0;
    return Number.isNaN(probability) ? -1 : wantsRight ? -probability : probability;
  };
  return places.sort((a, b) => sureness(b) - sureness(a));
}

export function answeredImage(answers: Answers, place: number): AnsweredImage {
  const { best, bestClasses, bestProbabilities, indices, labels, trueProbabilities } = answers;
  const count = isAnswered(answers, place) ? best : 0;
  return {
    index: indices[place] ?? 0,
    trueClass: labels[place] ?? 0,
    trueProbability: trueProbabilities[place] ?? Number.NaN,
    best: Array.from({ length: count }, (_, i) => ({
      answer: bestClasses[place * best + i] ?? 0,
      probability: bestProbabilities[place * best + i] ?? 0,
    })),
  };
}
