import { COLUMNS, PANEL_TERM_BYTES } from './tile';

// Right-hand sides as the tiles read them: panels of 8 columns, term after term, zeros where a column
// does not exist.

/** Bytes of all panels of a matrix of `terms` rows and `columns` columns. */
export function panelBytes(terms: i32, columns: i32): usize {
  return ((columns + 7) >> 3) * terms * PANEL_TERM_BYTES;
}

/** From a matrix of `terms` rows, `rowBytes` apart, of which `columns` floats are taken. */
export function packRows(from: usize, rowBytes: usize, terms: i32, columns: i32, to: usize): void {
  let column = 0;
  for (; column + 8 <= columns; column += 8) {
    let source = from + ((<usize>column) << 2);
    for (let k = 0; k < terms; k++) {
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
      source += rowBytes;
      to += PANEL_TERM_BYTES;
    }
  }
  if (column == columns) return;
  const rest = (<usize>(columns - column)) << 2;
  let source = from + ((<usize>column) << 2);
  for (let k = 0; k < terms; k++) {
    v128.store(to, f32x4.splat(0));
    v128.store(to, f32x4.splat(0), 16);
    for (let i: usize = 0; i < rest; i += 4) store<f32>(to + i, load<f32>(source + i));
    source += rowBytes;
    to += PANEL_TERM_BYTES;
  }
}

/**
 * Into one panel, from the transposed matrix: column j starts `columnStep` bytes after column j - 1, its
 * `terms` floats are contiguous.
 */
export function packColumnsIntoPanel(from: usize, terms: i32, columns: i32, columnStep: usize, to: usize): void {
  const present = min(columns, <i32>COLUMNS);
  for (let j = 0; j < <i32>COLUMNS; j++) {
    let target = to + ((<usize>j) << 2);
    if (j < present) {
      let source = from + j * columnStep;
      for (let k = 0; k < terms; k++) {
        store<f32>(target, load<f32>(source));
        source += 4;
        target += PANEL_TERM_BYTES;
      }
    } else {
      for (let k = 0; k < terms; k++) {
        store<f32>(target, 0);
        target += PANEL_TERM_BYTES;
      }
    }
  }
}

/** From a matrix given transposed: `columns` rows of `terms` contiguous floats. */
export function packColumns(from: usize, terms: i32, columns: i32, to: usize): void {
  const columnStep = (<usize>terms) << 2;
  for (let column = 0; column < columns; column += 8) {
    packColumnsIntoPanel(from + column * columnStep, terms, columns - column, columnStep, to);
    to += terms * PANEL_TERM_BYTES;
  }
}

/**
 * A tile of `rows` rows (up to 6) of a transposed left-hand side, given as to `columnTiles`: term after term
 * without gaps.
 */
export function packRowTile(
  rows: i32, segments: i32, length: i32, step: usize, a: usize, table: usize, to: usize,
): void {
  const bytes = (<usize>rows) << 2;
  for (; segments > 0; segments--) {
    let from = a + <usize>load<u32>(table);
    table += 4;
    for (let k = length; k > 0; k--) {
      if (rows == 6) {
        v128.store(to, v128.load(from));
        store<u64>(to, load<u64>(from, 16), 16);
      } else if (rows == 4) {
        v128.store(to, v128.load(from));
      } else {
        for (let i: usize = 0; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
      }
      from += step;
      to += bytes;
    }
  }
}

/** The bias padded with zeros to whole panels; zeros throughout where there is none (`from` 0). */
export function packBias(from: usize, columns: i32, to: usize): void {
  const padded = ((columns + 7) >> 3) << 3;
  memory.fill(to, 0, (<usize>padded) << 2);
  if (from) memory.copy(to, from, (<usize>columns) << 2);
}
