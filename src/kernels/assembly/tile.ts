// The two inner loops under every convolution and matrix product: a tile of 4 rows by 8 columns of the
// output is kept in registers while a sum runs over products. 8 accumulators, 2 columns vectors, one row
// value and one product fit the 16 vector registers of x86 and keep two multipliers busy.
//
// The terms of the sum come in `segments` runs of `length` terms; `jump` bytes lead from the end of one run
// to the start of the next (a filter row, an image row). The right-hand side `b` is a packed panel: 8
// floats a term, padded with zeros.

import { loadSome, loadUpTo4, storeSome } from './lanes';

export const COLUMNS: usize = 8;
export const PANEL_TERM_BYTES: usize = COLUMNS << 2;

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
function loadLow(from: usize, columns: i32): v128 {
  return loadUpTo4(from, columns);
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

/**
 * Rows whose terms lie side by side in memory: each row has a pointer of its own. Rows that do not exist
 * repeat the last one that does, which writes the same numbers to the same place.
 *
 * @param bias 8 floats to start from; 0: add to what the output holds
 */
export function rowTile(
  segments: i32, length: i32, jump: usize,
  a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize, bias: usize, activation: i32,
  c0: usize, c1: usize, c2: usize, c3: usize, columns: i32,
): void {
  let s00: v128, s01: v128, s10: v128, s11: v128, s20: v128, s21: v128, s30: v128, s31: v128;
  if (bias) {
    s00 = v128.load(bias); s01 = v128.load(bias, 16);
    s10 = s00; s11 = s01; s20 = s00; s21 = s01; s30 = s00; s31 = s01;
  } else {
    s00 = loadLow(c0, columns); s01 = loadHigh(c0, columns);
    s10 = loadLow(c1, columns); s11 = loadHigh(c1, columns);
    s20 = loadLow(c2, columns); s21 = loadHigh(c2, columns);
    s30 = loadLow(c3, columns); s31 = loadHigh(c3, columns);
  }
  for (; segments > 0; segments--) {
    let k = length;
    for (; k >= 4; k -= 4) {
      let b0 = v128.load(b), b1 = v128.load(b, 16);
      let a = v128.load32_splat(a0);
      s00 = multiplyAdd(a, b0, s00); s01 = multiplyAdd(a, b1, s01);
      a = v128.load32_splat(a1);
      s10 = multiplyAdd(a, b0, s10); s11 = multiplyAdd(a, b1, s11);
      a = v128.load32_splat(a2);
      s20 = multiplyAdd(a, b0, s20); s21 = multiplyAdd(a, b1, s21);
      a = v128.load32_splat(a3);
      s30 = multiplyAdd(a, b0, s30); s31 = multiplyAdd(a, b1, s31);

      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      a = v128.load32_splat(a0, 4);
      s00 = multiplyAdd(a, b0, s00); s01 = multiplyAdd(a, b1, s01);
      a = v128.load32_splat(a1, 4);
      s10 = multiplyAdd(a, b0, s10); s11 = multiplyAdd(a, b1, s11);
      a = v128.load32_splat(a2, 4);
      s20 = multiplyAdd(a, b0, s20); s21 = multiplyAdd(a, b1, s21);
      a = v128.load32_splat(a3, 4);
      s30 = multiplyAdd(a, b0, s30); s31 = multiplyAdd(a, b1, s31);

      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      a = v128.load32_splat(a0, 8);
      s00 = multiplyAdd(a, b0, s00); s01 = multiplyAdd(a, b1, s01);
      a = v128.load32_splat(a1, 8);
      s10 = multiplyAdd(a, b0, s10); s11 = multiplyAdd(a, b1, s11);
      a = v128.load32_splat(a2, 8);
      s20 = multiplyAdd(a, b0, s20); s21 = multiplyAdd(a, b1, s21);
      a = v128.load32_splat(a3, 8);
      s30 = multiplyAdd(a, b0, s30); s31 = multiplyAdd(a, b1, s31);

      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      a = v128.load32_splat(a0, 12);
      s00 = multiplyAdd(a, b0, s00); s01 = multiplyAdd(a, b1, s01);
      a = v128.load32_splat(a1, 12);
      s10 = multiplyAdd(a, b0, s10); s11 = multiplyAdd(a, b1, s11);
      a = v128.load32_splat(a2, 12);
      s20 = multiplyAdd(a, b0, s20); s21 = multiplyAdd(a, b1, s21);
      a = v128.load32_splat(a3, 12);
      s30 = multiplyAdd(a, b0, s30); s31 = multiplyAdd(a, b1, s31);

      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
      b += 4 * PANEL_TERM_BYTES;
    }
    for (; k > 0; k--) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let a = v128.load32_splat(a0);
      s00 = multiplyAdd(a, b0, s00); s01 = multiplyAdd(a, b1, s01);
      a = v128.load32_splat(a1);
      s10 = multiplyAdd(a, b0, s10); s11 = multiplyAdd(a, b1, s11);
      a = v128.load32_splat(a2);
      s20 = multiplyAdd(a, b0, s20); s21 = multiplyAdd(a, b1, s21);
      a = v128.load32_splat(a3);
      s30 = multiplyAdd(a, b0, s30); s31 = multiplyAdd(a, b1, s31);
      a0 += 4; a1 += 4; a2 += 4; a3 += 4;
      b += PANEL_TERM_BYTES;
    }
    a0 += jump; a1 += jump; a2 += jump; a3 += jump;
  }
  storeRow(c0, activate(s00, activation), activate(s01, activation), columns);
  storeRow(c1, activate(s10, activation), activate(s11, activation), columns);
  storeRow(c2, activate(s20, activation), activate(s21, activation), columns);
  storeRow(c3, activate(s30, activation), activate(s31, activation), columns);
}

/**
 * Rows that lie side by side in memory, term after term `step` bytes apart: the transposed left-hand side.
 * Fewer than 4 rows read up to 12 bytes past the last one; what they hold is dropped. (Every allocation
 * is followed by at least that much of the allocator's own.)
 *
 * @param fresh start from zero instead of adding to what the output holds
 * @param outputStep bytes from one output row to the next
 */
export function columnTile(
  segments: i32, length: i32, step: usize, jump: usize,
  a: usize, b: usize, fresh: bool,
  c: usize, outputStep: usize, rows: i32, columns: i32,
): void {
  const last = rows - 1;
  const c1 = c + outputStep * min(1, last);
  const c2 = c + outputStep * min(2, last);
  const c3 = c + outputStep * min(3, last);
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  if (!fresh) {
    s00 = loadLow(c, columns); s01 = loadHigh(c, columns);
    s10 = loadLow(c1, columns); s11 = loadHigh(c1, columns);
    s20 = loadLow(c2, columns); s21 = loadHigh(c2, columns);
    s30 = loadLow(c3, columns); s31 = loadHigh(c3, columns);
  }
  for (; segments > 0; segments--) {
    let k = length;
    for (; k >= 2; k -= 2) {
      let b0 = v128.load(b), b1 = v128.load(b, 16);
      let value = v128.load32_splat(a);
      s00 = multiplyAdd(value, b0, s00); s01 = multiplyAdd(value, b1, s01);
      value = v128.load32_splat(a, 4);
      s10 = multiplyAdd(value, b0, s10); s11 = multiplyAdd(value, b1, s11);
      value = v128.load32_splat(a, 8);
      s20 = multiplyAdd(value, b0, s20); s21 = multiplyAdd(value, b1, s21);
      value = v128.load32_splat(a, 12);
      s30 = multiplyAdd(value, b0, s30); s31 = multiplyAdd(value, b1, s31);
      a += step;
      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      value = v128.load32_splat(a);
      s00 = multiplyAdd(value, b0, s00); s01 = multiplyAdd(value, b1, s01);
      value = v128.load32_splat(a, 4);
      s10 = multiplyAdd(value, b0, s10); s11 = multiplyAdd(value, b1, s11);
      value = v128.load32_splat(a, 8);
      s20 = multiplyAdd(value, b0, s20); s21 = multiplyAdd(value, b1, s21);
      value = v128.load32_splat(a, 12);
      s30 = multiplyAdd(value, b0, s30); s31 = multiplyAdd(value, b1, s31);
      a += step;
      b += 2 * PANEL_TERM_BYTES;
    }
    if (k > 0) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let value = v128.load32_splat(a);
      s00 = multiplyAdd(value, b0, s00); s01 = multiplyAdd(value, b1, s01);
      value = v128.load32_splat(a, 4);
      s10 = multiplyAdd(value, b0, s10); s11 = multiplyAdd(value, b1, s11);
      value = v128.load32_splat(a, 8);
      s20 = multiplyAdd(value, b0, s20); s21 = multiplyAdd(value, b1, s21);
      value = v128.load32_splat(a, 12);
      s30 = multiplyAdd(value, b0, s30); s31 = multiplyAdd(value, b1, s31);
      a += step;
      b += PANEL_TERM_BYTES;
    }
    a += jump;
  }
  storeRow(c, s00, s01, columns);
  if (rows > 1) storeRow(c1, s10, s11, columns);
  if (rows > 2) storeRow(c2, s20, s21, columns);
  if (rows > 3) storeRow(c3, s30, s31, columns);
}
