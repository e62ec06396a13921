import { packBias, packColumns, packRows, panelBytes } from './pack';
import { PANEL_TERM_BYTES, ROWS, ROW_BYTES, columnTiles, rowTile } from './tile';

/** Bytes of left-hand side kept in the second-level cache while the panels of the right pass over it. */
const LEFT_BLOCK_BYTES: i32 = 256 << 10;
/** Rows of the left-hand side that share one table. */
const LEFT_BLOCK_ROWS: i32 = 1020;
/** Terms of a transposed product summed at a time, so that the cache lines they touch stay in the first level. */
const TERM_BLOCK: i32 = 256;
/** Bytes of right-hand side packed at a time: the widest layers have hundreds of megabytes. */
const RIGHT_BLOCK_BYTES: i32 = 1 << 20;
const TABLE_BYTES: usize = <usize>(LEFT_BLOCK_ROWS + ROWS) * ROW_BYTES;

/** Columns packed at a time. */
function blockColumns(terms: i32): i32 {
  return max(8, (RIGHT_BLOCK_BYTES / max(1, terms << 2)) & ~7);
}

/** Bytes of scratch that `matrixProduct` needs for a range of `columns` columns. */
export function matrixProductScratch(terms: i32, columns: i32): usize {
  return TABLE_BYTES + panelBytes(terms, min(columns, blockColumns(terms))) + panelBytes(1, columns);
}

/**
 * Columns `firstColumn` up to `endColumn` of c [rows, columns] = a [rows, terms] times b [terms, columns],
 * plus a bias per column (0: none). With `transposeA` a is stored [terms, rows], with `transposeB` b is stored
 * [columns, terms]. Bias and activation apply only when a is not transposed.
 */
export function matrixProduct(
  a: usize, transposeA: bool, b: usize, transposeB: bool, bias: usize, activation: i32, c: usize,
  rows: i32, terms: i32, columns: i32, firstColumn: i32, endColumn: i32, scratch: usize,
): void {
  const rowBytes = (<usize>columns) << 2;
  const block = blockColumns(terms);
  const biasPanels = scratch + TABLE_BYTES;
  const panels = biasPanels + panelBytes(1, endColumn - firstColumn);
  packBias(bias ? bias + ((<usize>firstColumn) << 2) : 0, endColumn - firstColumn, biasPanels);
  for (let start = firstColumn; start < endColumn; start += block) {
    const width = min(block, endColumn - start);
    const offset = (<usize>start) << 2;
    if (transposeB) packColumns(b + offset * terms, terms, width, panels);
    else packRows(b + offset, rowBytes, terms, width, panels);
    if (transposeA) {
      columnProduct(a, panels, c + offset, rowBytes, rows, terms, width, scratch);
    } else {
      const blockBias = biasPanels + ((<usize>(start - firstColumn)) << 2);
      rowProduct(a, panels, blockBias, activation, c + offset, rowBytes, rows, terms, width, scratch);
    }
  }
}

function rowProduct(
  a: usize, panels: usize, bias: usize, activation: i32, c: usize, outputStep: usize,
  rows: i32, terms: i32, columns: i32, table: usize,
): void {
  const leftStep = (<usize>terms) << 2;
  const block = max(ROWS, min(LEFT_BLOCK_ROWS, LEFT_BLOCK_BYTES / max(1, <i32>leftStep)) / ROWS * ROWS);
  for (let start = 0; start < rows; start += block) {
    const count = min(block, rows - start);
    for (let i = 0; i < count + ROWS - 1; i++) {
      // The last tile repeats the last row.
      const row = min(i, count - 1);
      store<u32>(table + i * ROW_BYTES, <u32>(row * leftStep));
      store<u32>(table + i * ROW_BYTES, <u32>(row * outputStep), 4);
    }
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + (column >> 3) * terms * PANEL_TERM_BYTES;
      const columnOffset = (<usize>column) << 2;
      for (let row = 0; row < count; row += ROWS) {
        rowTile(
          1, terms, 0, a + start * leftStep, panel, bias + columnOffset, activation,
          c + start * outputStep + columnOffset, table + row * ROW_BYTES, columns - column,
        );
      }
    }
  }
}

function columnProduct(
  a: usize, panels: usize, c: usize, outputStep: usize, rows: i32, terms: i32, columns: i32, table: usize,
): void {
  const leftStep = (<usize>rows) << 2;
  store<u32>(table, 0);
  // Even without terms it runs once, to write a sum of 0.
  for (let term = 0; term == 0 || term < terms; term += TERM_BLOCK) {
    const length = min(TERM_BLOCK, terms - term);
    for (let column = 0; column < columns; column += 8) {
      columnTiles(
        rows, 1, length, leftStep, a + term * leftStep, table,
        panels + ((column >> 3) * terms + term) * PANEL_TERM_BYTES, term == 0,
        c + ((<usize>column) << 2), outputStep, columns - column,
      );
    }
  }
}
