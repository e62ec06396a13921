import { loadUpTo4, storeUpTo4 } from './lanes';

// Sums over rows: first over blocks of rows, then over the blocks in order. So rounding errors of long columns stay
// small, and the sum is the same whichever thread took which blocks.

const ROW_BLOCK: i32 = 256;

/** Rows in a block. */
export function sumBlockRows(): i32 {
  return ROW_BLOCK;
}

/** The sum of the rows of each block of x [rows, columns]: [ceil(rows / block), columns]. */
export function sumBlocks(x: usize, blocks: usize, rows: i32, columns: i32): void {
  for (let start = 0; start < rows; start += ROW_BLOCK) {
    const length = min(ROW_BLOCK, rows - start);
    sumRows(x, blocks, length, columns);
    x += (<usize>(length * columns)) << 2;
    blocks += (<usize>columns) << 2;
  }
}

/** output [columns] = the sum of the rows of x [rows, columns], first to last. */
export function sumRows(x: usize, output: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  let column: usize = 0;
  for (; column + 64 <= rowBytes; column += 64) {
    let a = f32x4.splat(0), b = a, c = a, d = a;
    let from = x + column;
    for (let row = 0; row < rows; row++, from += rowBytes) {
      a = f32x4.add(a, v128.load(from));
      b = f32x4.add(b, v128.load(from, 16));
      c = f32x4.add(c, v128.load(from, 32));
      d = f32x4.add(d, v128.load(from, 48));
    }
    v128.store(output + column, a);
    v128.store(output + column, b, 16);
    v128.store(output + column, c, 32);
    v128.store(output + column, d, 48);
  }
  for (; column < rowBytes; column += 16) {
    const count = <i32>((rowBytes - column) >> 2);
    let sum = f32x4.splat(0);
    let from = x + column;
    for (let row = 0; row < rows; row++, from += rowBytes) sum = f32x4.add(sum, loadUpTo4(from, count));
    storeUpTo4(output + column, sum, count);
  }
}
