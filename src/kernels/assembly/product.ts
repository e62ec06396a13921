import { PANEL_TERM_BYTES, columnTile, rowTile } from './tile';
import { packBias, packColumns, packRows, panelBytes } from './pack';

/** Bytes of left-hand side kept in the second-level cache while the panels of the right pass over it. */
const LEFT_BLOCK_BYTES: i32 = 256 << 10;
/** Terms of a transposed product summed at a time, so that the cache lines they touch stay in the first level. */
const TERM_BLOCK: i32 = 256;

/** Bytes of right-hand side packed at a time: the widest layers have hundreds of megabytes. */
const RIGHT_BLOCK_BYTES: i32 = 1 << 20;

/** Columns packed at a time. */
function blockColumns(terms: i32): i32 {
  return max(8, (RIGHT_BLOCK_BYTES / max(1, terms << 2)) & ~7);
}

/** Bytes of scratch that `matrixProduct` needs. */
export function matrixProductScratch(terms: i32, columns: i32): usize {
  return panelBytes(terms, min(columns, blockColumns(terms))) + panelBytes(1, columns);
}

/**
 * c [rows, columns] = a [rows, terms] times b [terms, columns], plus a bias per column (0: none).
 * With `transposeA` a is stored [terms, rows], with `transposeB` b is stored [columns, terms].
 * Bias and activation apply only when a is not transposed.
 */
export function matrixProduct(
  a: usize, transposeA: bool, b: usize, transposeB: bool, bias: usize, activation: i32, c: usize,
  rows: i32, terms: i32, columns: i32, scratch: usize,
): void {
  const rowBytes = (<usize>columns) << 2;
  const block = blockColumns(terms);
  const panels = scratch + panelBytes(1, columns);
  packBias(bias, columns, scratch);
  for (let start = 0; start < columns; start += block) {
    const width = min(block, columns - start);
    const offset = (<usize>start) << 2;
    if (transposeB) packColumns(b + offset * terms, terms, width, panels);
    else packRows(b + offset, rowBytes, terms, width, panels);
    if (transposeA) columnProduct(a, panels, c + offset, rowBytes, rows, terms, width);
    else rowProduct(a, panels, scratch + offset, activation, c + offset, rowBytes, rows, terms, width);
  }
}

function rowProduct(
  a: usize, panels: usize, bias: usize, activation: i32, c: usize, outputStep: usize,
  rows: i32, terms: i32, columns: i32,
): void {
  const leftStep = (<usize>terms) << 2;
  const block = max(4, (LEFT_BLOCK_BYTES / max(1, <i32>leftStep)) & ~3);
  for (let start = 0; start < rows; start += block) {
    const end = min(rows, start + block);
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + (column >> 3) * terms * PANEL_TERM_BYTES;
      const output = c + ((<usize>column) << 2);
      for (let row = start; row < end; row += 4) {
        const row1 = min(row + 1, end - 1), row2 = min(row + 2, end - 1), row3 = min(row + 3, end - 1);
        rowTile(
          1, terms, 0,
          a + row * leftStep, a + row1 * leftStep, a + row2 * leftStep, a + row3 * leftStep,
          panel, bias + ((<usize>column) << 2), activation,
          output + row * outputStep, output + row1 * outputStep, output + row2 * outputStep, output + row3 * outputStep,
          columns - column,
        );
      }
    }
  }
}

function columnProduct(
  a: usize, panels: usize, c: usize, outputStep: usize, rows: i32, terms: i32, columns: i32,
): void {
  const leftStep = (<usize>rows) << 2;
  for (let term = 0; term < terms; term += TERM_BLOCK) {
    const length = min(TERM_BLOCK, terms - term);
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + ((column >> 3) * terms + term) * PANEL_TERM_BYTES;
      for (let row = 0; row < rows; row += 4) {
        columnTile(
          1, length, leftStep, 0, a + term * leftStep + ((<usize>row) << 2), panel, term == 0,
          c + row * outputStep + ((<usize>column) << 2), outputStep, min(4, rows - row), columns - column,
        );
      }
    }
  }
}
