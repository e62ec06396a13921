export interface Summary {
  readonly runs: number;
  readonly minimum: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** In the unit of `values`, rounded to three decimals. */
export function summarise(values: readonly number[]): Summary {
  const quantile = (part: number) => round(quantileOf(values, part));
  return {
    runs: values.length,
    minimum: quantile(0),
    lowerQuartile: quantile(0.25),
    median: quantile(0.5),
    upperQuartile: quantile(0.75),
  };
}

export const medianOf = (values: readonly number[]): number => quantileOf(values, 0.5);

/** Between two values, on the line that joins them. */
function quantileOf(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

export function round(value: number, decimals = 3): number {
  return Number(value.toFixed(decimals));
}
