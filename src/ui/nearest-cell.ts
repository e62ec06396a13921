/** The measured cell that is nearest to an index, the earlier of two; undefined where nothing was measured. */
export function nearestCell(cells: readonly (number | null)[], index: number): number | undefined {
  for (let distance = 0; distance < cells.length; distance++) {
    const cell = cells[index - distance] ?? cells[index + distance];
    if (cell != null) return cell;
  }
  return undefined;
}
