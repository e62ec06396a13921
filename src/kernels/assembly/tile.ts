// The two inner loops under every convolution and matrix product. They keep a tile of up to 6 rows by 8 columns of the
// output in registers while a sum runs over products: 12 accumulators, 2 vectors of columns and one row value fit the
// 16 vector registers of x86. Engines without relaxed SIMD get 4 rows: they are old and allocate registers less well,
// and a product that is not fused needs one more. The loops are not unrolled, since engines then load ahead and run out
// of registers.
//
// The right-hand side `b` is a packed panel: 8 floats a term, padded with zeros.

import { loadSome, loadUpTo4, storeSome } from './lanes';

export const COLUMNS: usize = 8;
export const PANEL_TERM_BYTES: usize = COLUMNS << 2;
/** Rows of the largest tile. */
export const ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
/**
 * Bytes of one entry of a row table: the offset of the row's first term (u32), of its output (u32), and two
 * numbers for the caller.
 */
export const ROW_BYTES: usize = 16;

// @ts-ignore: decorator
@inline
function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

/** Activations, numbered as tfjs's WASM backend numbers them. */
// @ts-ignore: decorator
@inline
function activate(value: v128, activation: i32): v128 {
  if (activation == 0) return value;
  const positive = f32x4.max(value, f32x4.splat(0));
  return activation == 1 ? positive : f32x4.min(positive, f32x4.splat(6));
}

// @ts-ignore: decorator
@inline
function loadHigh(from: usize, columns: i32): v128 {
  if (columns >= 8) return v128.load(from, 16);
  return columns > 4 ? loadSome(from + 16, columns - 4) : f32x4.splat(0);
}

// @ts-ignore: decorator
@inline
function storeRow(to: usize, low: v128, high: v128, columns: i32): void {
  if (columns >= 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else if (columns >= 4) {
    v128.store(to, low);
    storeSome(to + 16, high, columns - 4);
  } else {
    storeSome(to, low, columns);
  }
}

/** Adds the sum of a block of terms to those before, so that rounding errors grow with the number of blocks only. */
// @ts-ignore: decorator
@inline
function storeSum(to: usize, low: v128, high: v128, fresh: bool, columns: i32): void {
  if (!fresh) {
    low = f32x4.add(low, loadUpTo4(to, columns));
    high = f32x4.add(high, loadHigh(to, columns));
  }
  storeRow(to, low, high, columns);
}

/** The first term of the table's row `row`. */
// @ts-ignore: decorator
@inline
function termsOf(table: usize, row: usize): usize {
  return <usize>load<u32>(table + row * ROW_BYTES);
}

// @ts-ignore: decorator
@inline
function storeActivated(
  output: usize, table: usize, row: usize, low: v128, high: v128, activation: i32, columns: i32,
): void {
  const to = output + <usize>load<u32>(table + row * ROW_BYTES, 4);
  storeRow(to, activate(low, activation), activate(high, activation), columns);
}

/**
 * ROWS rows, each of whose terms lie side by side in memory in `segments` runs of `length` terms; `jump`
 * bytes lead from the end of one run to the start of the next. The table says where each row starts, from
 * `a`, and where its outputs go, from `output`. Rows that do not exist repeat the last one that does, which
 * writes the same numbers to the same place.
 *
 * @param bias 8 floats to start from
 */
export function rowTile(
  segments: i32, length: i32, jump: usize, a: usize, b: usize, bias: usize, activation: i32,
  output: usize, table: usize, columns: i32,
): void {
  let a0 = a + termsOf(table, 0), a1 = a + termsOf(table, 1), a2 = a + termsOf(table, 2);
  let a3 = a + termsOf(table, 3);
  let a4 = ROWS > 4 ? a + termsOf(table, 4) : a3;
  let a5 = ROWS > 5 ? a + termsOf(table, 5) : a3;
  let s00 = v128.load(bias), s01 = v128.load(bias, 16);
  let s10 = s00, s11 = s01, s20 = s00, s21 = s01, s30 = s00, s31 = s01, s40 = s00, s41 = s01, s50 = s00, s51 = s01;
  for (; segments > 0; segments--) {
    for (let k = length; k > 0; k--) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let value = v128.load32_splat(a0);
      s00 = multiplyAdd(value, b0, s00); s01 = multiplyAdd(value, b1, s01);
      value = v128.load32_splat(a1);
      s10 = multiplyAdd(value, b0, s10); s11 = multiplyAdd(value, b1, s11);
      value = v128.load32_splat(a2);
      s20 = multiplyAdd(value, b0, s20); s21 = multiplyAdd(value, b1, s21);
      value = v128.load32_splat(a3);
      s30 = multiplyAdd(value, b0, s30); s31 = multiplyAdd(value, b1, s31);
      if (ROWS > 4) {
        value = v128.load32_splat(a4);
        s40 = multiplyAdd(value, b0, s40); s41 = multiplyAdd(value, b1, s41);
      }
      if (ROWS > 5) {
        value = v128.load32_splat(a5);
        s50 = multiplyAdd(value, b0, s50); s51 = multiplyAdd(value, b1, s51);
      }
      a0 += 4; a1 += 4; a2 += 4; a3 += 4;
      if (ROWS > 4) a4 += 4;
      if (ROWS > 5) a5 += 4;
      b += PANEL_TERM_BYTES;
    }
    a0 += jump; a1 += jump; a2 += jump; a3 += jump;
    if (ROWS > 4) a4 += jump;
    if (ROWS > 5) a5 += jump;
  }
  storeActivated(output, table, 0, s00, s01, activation, columns);
  storeActivated(output, table, 1, s10, s11, activation, columns);
  storeActivated(output, table, 2, s20, s21, activation, columns);
  storeActivated(output, table, 3, s30, s31, activation, columns);
  if (ROWS > 4) storeActivated(output, table, 4, s40, s41, activation, columns);
  if (ROWS > 5) storeActivated(output, table, 5, s50, s51, activation, columns);
}

/**
 * `rows` rows (1 to 6, a constant) that lie side by side in memory, term after term `step` bytes apart: the
 * transposed left-hand side. The terms come in `segments` runs of `length`; the table of u32 says where, from
 * `a`, each run starts.
 *
 * @param fresh write the sum, instead of adding it to what the output holds
 * @param outputStep bytes from one output row to the next
 */
// @ts-ignore: decorator
@inline
function columnTileOf(
  rows: i32, segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  const c1 = c + outputStep, c2 = c1 + outputStep, c3 = c2 + outputStep, c4 = c3 + outputStep, c5 = c4 + outputStep;
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
  for (; segments > 0; segments--) {
    let from = a + <usize>load<u32>(table);
    table += 4;
    for (let k = length; k > 0; k--) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let value = v128.load32_splat(from);
      s00 = multiplyAdd(value, b0, s00); s01 = multiplyAdd(value, b1, s01);
      if (rows > 1) {
        value = v128.load32_splat(from, 4);
        s10 = multiplyAdd(value, b0, s10); s11 = multiplyAdd(value, b1, s11);
      }
      if (rows > 2) {
        value = v128.load32_splat(from, 8);
        s20 = multiplyAdd(value, b0, s20); s21 = multiplyAdd(value, b1, s21);
      }
      if (rows > 3) {
        value = v128.load32_splat(from, 12);
        s30 = multiplyAdd(value, b0, s30); s31 = multiplyAdd(value, b1, s31);
      }
      if (rows > 4) {
        value = v128.load32_splat(from, 16);
        s40 = multiplyAdd(value, b0, s40); s41 = multiplyAdd(value, b1, s41);
      }
      if (rows > 5) {
        value = v128.load32_splat(from, 20);
        s50 = multiplyAdd(value, b0, s50); s51 = multiplyAdd(value, b1, s51);
      }
      from += step;
      b += PANEL_TERM_BYTES;
    }
  }
  storeSum(c, s00, s01, fresh, columns);
  if (rows > 1) storeSum(c1, s10, s11, fresh, columns);
  if (rows > 2) storeSum(c2, s20, s21, fresh, columns);
  if (rows > 3) storeSum(c3, s30, s31, fresh, columns);
  if (rows > 4) storeSum(c4, s40, s41, fresh, columns);
  if (rows > 5) storeSum(c5, s50, s51, fresh, columns);
}

function columnTile1(
  segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  columnTileOf(1, segments, length, step, a, table, b, fresh, c, outputStep, columns);
}

function columnTile2(
  segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  columnTileOf(2, segments, length, step, a, table, b, fresh, c, outputStep, columns);
}

function columnTile3(
  segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  columnTileOf(3, segments, length, step, a, table, b, fresh, c, outputStep, columns);
}

function columnTile4(
  segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  columnTileOf(4, segments, length, step, a, table, b, fresh, c, outputStep, columns);
}

function columnTile5(
  segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  columnTileOf(5, segments, length, step, a, table, b, fresh, c, outputStep, columns);
}

function columnTile6(
  segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  columnTileOf(6, segments, length, step, a, table, b, fresh, c, outputStep, columns);
}

/** As `columnTileOf`, for any number of rows of a transposed left-hand side, in tiles as even as can be. */
export function columnTiles(
  rows: i32, segments: i32, length: i32, step: usize, a: usize, table: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, columns: i32,
): void {
  let tiles = (rows + ROWS - 1) / ROWS;
  for (; tiles > 0; tiles--) {
    const count = (rows + tiles - 1) / tiles;
    if (count == 6) columnTile6(segments, length, step, a, table, b, fresh, c, outputStep, columns);
    else if (count == 5) columnTile5(segments, length, step, a, table, b, fresh, c, outputStep, columns);
    else if (count == 4) columnTile4(segments, length, step, a, table, b, fresh, c, outputStep, columns);
    else if (count == 3) columnTile3(segments, length, step, a, table, b, fresh, c, outputStep, columns);
    else if (count == 2) columnTile2(segments, length, step, a, table, b, fresh, c, outputStep, columns);
    else columnTile1(segments, length, step, a, table, b, fresh, c, outputStep, columns);
    rows -= count;
    a += (<usize>count) << 2;
    c += count * outputStep;
  }
}
