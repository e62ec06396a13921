import { type Answers, TOP_CLASSES } from '#protocol/evaluation.ts';

/** Fills in, image by image, what a net says of a split. */
export class AnswerSheet {
  readonly answers: Answers;
  /** Images whose true class is not the most probable one, and not among the five most probable. */
  top1Misses = 0;
  top5Misses = 0;
  /** Summed cross-entropy; NaN as soon as the net gives no number for an image. */
  loss = 0;
  #count = 0;

  constructor(images: number, classes: number) {
    const best = Math.min(TOP_CLASSES, classes);
    this.answers = {
      classes,
      best,
      indices: new Uint32Array(images),
      labels: new Uint16Array(images),
      bestClasses: new Uint16Array(images * best),
      bestProbabilities: new Float32Array(images * best).fill(Number.NaN),
      trueProbabilities: new Float32Array(images).fill(Number.NaN),
    };
  }

  get count(): number {
    return this.#count;
  }

  /**
   * The next image, by the logarithm of each class's probability. Of equally probable classes the first comes first.
   * A net that gives any number that is not finite says nothing of the image, which counts as missed.
   */
  add(index: number, label: number, logProbabilities: Float64Array): void {
    const { best, indices, labels, bestClasses, bestProbabilities, trueProbabilities } = this.answers;
    const image = this.#count;
    this.#count += 1;
    indices[image] = index;
    labels[image] = label;
    const own = logProbabilities[label]!;
    this.loss -= own;
    if (Number.isNaN(own)) {
      this.top1Misses += 1;
      this.top5Misses += 1;
      return;
    }
    const order = mostProbable(logProbabilities, best);
    for (const [place, answer] of order.entries()) {
      bestClasses[image * best + place] = answer;
      bestProbabilities[image * best + place] = Math.exp(logProbabilities[answer]!);
    }
    trueProbabilities[image] = Math.exp(own);
    if (order[0] !== label) this.top1Misses += 1;
    if (!order.includes(label)) this.top5Misses += 1;
  }
}

/** The classes with the `count` greatest values, the greatest first. */
function mostProbable(values: Float64Array, count: number): number[] {
  const order: number[] = [];
  for (let answer = 0; answer < values.length; answer++) {
    const value = values[answer]!;
    if (order.length === count && value <= values[order[count - 1]!]!) continue;
    let place = order.length;
    while (place > 0 && values[order[place - 1]!]! < value) place -= 1;
    order.splice(place, 0, answer);
    if (order.length > count) order.pop();
  }
  return order;
}

/**
 * The logarithms of the probabilities of a row of logits, into `out`; NaN throughout where a logit is not finite.
 * Computed in double precision, so that no backend's softmax has a say.
 */
export function logSoftmax(logits: Float32Array, out: Float64Array): void {
  let largest = -Infinity;
  let zero = 0;
  for (const value of logits) {
    largest = Math.max(largest, value);
    zero += 0 * value;
  }
  let total = zero;
  for (const value of logits) total += Math.exp(value - largest);
  const shift = largest + Math.log(total);
  for (const [answer, value] of logits.entries()) out[answer] = value - shift;
}
