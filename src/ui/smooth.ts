/**
 * The exponential moving average of the measured cells, corrected for its start as Adam's averages are
 * (Kingma & Ba 2015, section 3); cells without a measurement stay so. `weight` is that of the past, 0 to < 1.
 */
export function smooth(cells: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight <= 0) return cells;
  let average = 0;
  let remaining = 1;
  return cells.map((cell) => {
    if (cell === null) return null;
    average = weight * average + (1 - weight) * cell;
    remaining *= weight;
    return average / (1 - remaining);
  });
}
