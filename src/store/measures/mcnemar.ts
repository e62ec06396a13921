/** What became of two nets on the same images. */
export interface McNemar {
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  /** Chance of such a difference, or a greater one, if the nets were equally good; two-sided. */
  readonly pValue: number;
}

/** Up to so many images on which one net alone is right, the binomial distribution is summed exactly. */
const MOST_EXACT = 10_000;
/** Where p is below, the difference counts as one that can be told. */
export const SIGNIFICANCE = 0.05;

/**
 * McNemar's test (1947) of the images on which one net alone is right: the exact binomial test, two-sided, or for
 * very many the normal approximation with Edwards' correction.
 */
export function mcNemar(onlyFirstRight: number, onlySecondRight: number): McNemar {
  const total = onlyFirstRight + onlySecondRight;
  const pValue =
    total > MOST_EXACT
      ? chiSquareTail((Math.abs(onlyFirstRight - onlySecondRight) - 1) ** 2 / total)
      : exact(Math.min(onlyFirstRight, onlySecondRight), total);
  return { onlyFirstRight, onlySecondRight, pValue };
}

/** Twice the chance of `most` or fewer heads in `total` throws of a fair coin, at most 1. */
function exact(most: number, total: number): number {
  // As logarithms, since 2^-total is no number beyond a thousand throws.
  let term = -total * Math.LN2;
  let sum = 0;
  for (let heads = 0; heads <= most; heads++) {
    sum += Math.exp(term);
    term += Math.log((total - heads) / (heads + 1));
  }
  return Math.min(1, 2 * sum);
}

/** The chance that a chi-square variable with one degree of freedom is above `value`. */
function chiSquareTail(value: number): number {
  return complementaryErrorFunction(Math.sqrt(value / 2));
}

/** Numerical Recipes (Press et al.), erfcc: a relative error below 1.2e-7 everywhere. */
function complementaryErrorFunction(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const polynomial = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return t * Math.exp(-x * x + polynomial);
}
