// Vectors of fewer than four floats, for the end of a row or a tensor.

/** Stores the first `count` (0 to 3) lanes. */
// @ts-ignore: decorator
@inline
export function storeSome(to: usize, value: v128, count: i32): void {
  if (count & 2) {
    v128.store64_lane(to, value, 0);
    if (count & 1) v128.store32_lane(to, value, 2, 8);
  } else if (count & 1) {
    v128.store32_lane(to, value, 0);
  }
}

/** Loads `count` (0 to 3) floats; zeros in the other lanes. */
// @ts-ignore: decorator
@inline
export function loadSome(from: usize, count: i32): v128 {
  let value = f32x4.splat(0);
  if (count & 2) {
    value = v128.load64_zero(from);
    if (count & 1) value = v128.load32_lane(from, value, 2, 8);
  } else if (count & 1) {
    value = v128.load32_zero(from);
  }
  return value;
}

/** Stores four lanes, or the first `count` where that is fewer. */
// @ts-ignore: decorator
@inline
export function storeUpTo4(to: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(to, value);
  else storeSome(to, value, count);
}

/** Loads four floats, or `count` where that is fewer. */
// @ts-ignore: decorator
@inline
export function loadUpTo4(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : loadSome(from, count);
}
