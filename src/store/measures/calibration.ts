import type { Answers } from '#protocol/evaluation.ts';
import { isAnswered, isRight } from './confusion.ts';

/** Images whose best answer has a probability from `from` to `to`. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly images: number;
  /** Mean probability of the best answer; undefined without images. */
  readonly confidence: number | undefined;
  /** Part of the images that were right; undefined without images. */
  readonly right: number | undefined;
}

export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /**
   * Expected calibration error (Guo et al. 2017, section 2): the mean over images of the difference between confidence
   * and right answers of their bin, 0 to 1. Undefined where the net gave no number for any image.
   */
  readonly expectedError: number | undefined;
}

/** As Guo et al. use. */
const BINS = 15;

/** How often a net is right where it is so and so sure. Bins are open at their lower end, as in the paper. */
export function calibrationOf(answers: Answers): Calibration {
  const { labels, best, bestProbabilities } = answers;
  const images = new Float64Array(BINS);
  const confidence = new Float64Array(BINS);
  const right = new Float64Array(BINS);
  let answered = 0;
  for (let place = 0; place < labels.length; place++) {
    if (!isAnswered(answers, place)) continue;
    const probability = bestProbabilities[place * best] ?? 0;
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(probability * BINS) - 1));
    answered += 1;
    images[bin] = (images[bin] ?? 0) + 1;
    confidence[bin] = (confidence[bin] ?? 0) + probability;
    right[bin] = (right[bin] ?? 0) + Number(isRight(answers, place));
  }
  const bins = Array.from({ length: BINS }, (_, bin) => {
    const count = images[bin] ?? 0;
    const mean = (sum: number) => (count === 0 ? undefined : sum / count);
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      images: count,
      confidence: mean(confidence[bin] ?? 0),
      right: mean(right[bin] ?? 0),
    };
  });
  const gaps = bins.reduce(
    (sum, { images, confidence = 0, right = 0 }) => sum + images * Math.abs(confidence - right),
    0,
  );
  return { bins, expectedError: answered === 0 ? undefined : gaps / answered };
}
