/**
 * Copies blocks `first` up to `end`, each of `rows` rows of `rowBytes`. The steps between blocks and between rows may
 * differ on the two sides.
 */
export function copyBlocks(
  from: usize, fromBlockStep: usize, fromRowStep: usize, to: usize, toBlockStep: usize, toRowStep: usize,
  rows: i32, rowBytes: usize, first: i32, end: i32,
): void {
  const vectorBytes = rowBytes & ~15;
  for (let block = first; block < end; block++) {
    let source = from + block * fromBlockStep;
    let target = to + block * toBlockStep;
    for (let row = 0; row < rows; row++) {
      // Rows are short, the channels of one pixel, and the engine's own copy is slow to start.
      if (rowBytes > 1024) {
        memory.copy(target, source, rowBytes);
      } else {
        let at: usize = 0;
        for (; at < vectorBytes; at += 16) v128.store(target + at, v128.load(source + at));
        for (; at < rowBytes; at += 4) store<u32>(target + at, load<u32>(source + at));
      }
      source += fromRowStep;
      target += toRowStep;
    }
  }
}
