/** Fractions, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's quantile at 0.975: 95 % lie within so many deviations of the mean. */
const Z = 1.959963984540054;

/**
 * The 95 % interval of a fraction of which `count` of `total` were counted, by Wilson's score (1927): it holds for few
 * images and for fractions near 0 and 1 too. From 0 to 1 without any.
 */
export function wilsonInterval(count: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const fraction = count / total;
  const spread = Z ** 2 / total;
  const middle = fraction + spread / 2;
  const half = Z * Math.sqrt((fraction * (1 - fraction) + spread / 4) / total);
  return {
    // Rounding must not put the ends beyond what was counted.
    low: count === 0 ? 0 : Math.max(0, (middle - half) / (1 + spread)),
    high: count === total ? 1 : Math.min(1, (middle + half) / (1 + spread)),
  };
}

/** The interval of an error that was measured on so many images. */
export function errorInterval(error: number, images: number): Interval {
  return wilsonInterval(Math.round(error * images), images);
}
