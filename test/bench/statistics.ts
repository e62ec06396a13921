export interface Summary {
  readonly runs: number;
  readonly minimum: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** In the unit of `values`, rounded to three decimals. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (part: number) => {
    const at = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
    return round(below + (above - below) * (at - Math.floor(at)));
  };
  return {
    runs: sorted.length,
    minimum: quantile(0),
    lowerQuartile: quantile(0.25),
    median: quantile(0.5),
    upperQuartile: quantile(0.75),
  };
}

export function round(value: number, decimals = 3): number {
  return Number(value.toFixed(decimals));
}
