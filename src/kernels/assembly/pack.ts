import { COLUMNS, PANEL_TERM_BYTES } from './tile';

// Packs right-hand sides as the tiles read them: in panels of 8 columns, term after term, with zeros for the columns
// that are missing.

/** Bytes of all panels of a matrix of `terms` rows and `columns` columns. */
export function panelBytes(terms: i32, columns: i32): usize {
  return ((columns + 7) >> 3) * terms * PANEL_TERM_BYTES;
}

/** Rows packed at a time, into all panels: long rows lie so far apart that a pass over all of them misses the TLB. */
const PACKED_ROWS: i32 = 64;

/** From a matrix of `terms` rows, `rowBytes` apart, of which `columns` floats are taken. */
export function packRows(from: usize, rowBytes: usize, terms: i32, columns: i32, to: usize): void {
  const panelStep = terms * PANEL_TERM_BYTES;
  for (let row = 0; row < terms; row += PACKED_ROWS) {
    const rows = min(PACKED_ROWS, terms - row);
    let source = from + row * rowBytes;
    let panel = to + row * PANEL_TERM_BYTES;
    for (let column = 0; column < columns; column += 8) {
      packPanelRows(source, rowBytes, rows, columns - column, panel);
      source += 32;
      panel += panelStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function packPanelRows(source: usize, rowBytes: usize, rows: i32, columns: i32, to: usize): void {
  const rest = (<usize>columns) << 2;
  for (let k = 0; k < rows; k++) {
    if (columns >= 8) {
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
    } else {
      v128.store(to, f32x4.splat(0));
      v128.store(to, f32x4.splat(0), 16);
      for (let i: usize = 0; i < rest; i += 4) store<f32>(to + i, load<f32>(source + i));
    }
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
  let k = 0;
  if (present == <i32>COLUMNS) {
    for (; k + 4 <= terms; k += 4) {
      transpose(from, columnStep, to);
      transpose(from + 4 * columnStep, columnStep, to + 16);
      from += 16;
      to += 4 * PANEL_TERM_BYTES;
    }
  }
  for (; k < terms; k++) {
    for (let j = 0; j < <i32>COLUMNS; j++) {
      store<f32>(to + ((<usize>j) << 2), j < present ? load<f32>(from + j * columnStep) : 0);
    }
    from += 4;
    to += PANEL_TERM_BYTES;
  }
}

/** Four floats of each of four columns, to four terms of a panel. */
// @ts-ignore: decorator
@inline
function transpose(from: usize, columnStep: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from + columnStep);
  const c = v128.load(from + 2 * columnStep), d = v128.load(from + 3 * columnStep);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7), cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + PANEL_TERM_BYTES, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * PANEL_TERM_BYTES, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * PANEL_TERM_BYTES, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
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
