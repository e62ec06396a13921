import { loadUpTo4, storeUpTo4 } from './lanes';

// Each function takes `count` elements from where its pointers start.

/** sum = a + b */
export function add(a: usize, b: usize, sum: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  let offset: usize = 0;
  for (; offset + 32 <= bytes; offset += 32) {
    v128.store(sum + offset, f32x4.add(v128.load(a + offset), v128.load(b + offset)));
    v128.store(sum + offset, f32x4.add(v128.load(a + offset, 16), v128.load(b + offset, 16)), 16);
  }
  for (; offset < bytes; offset += 16) {
    const rest = <i32>((bytes - offset) >> 2);
    storeUpTo4(sum + offset, f32x4.add(loadUpTo4(a + offset, rest), loadUpTo4(b + offset, rest)), rest);
  }
}

/** y = x where it is positive, else 0; NaN stays NaN. */
export function relu(x: usize, y: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  const zero = f32x4.splat(0);
  let offset: usize = 0;
  for (; offset + 32 <= bytes; offset += 32) {
    v128.store(y + offset, f32x4.max(v128.load(x + offset), zero));
    v128.store(y + offset, f32x4.max(v128.load(x + offset, 16), zero), 16);
  }
  for (; offset < bytes; offset += 16) {
    const rest = <i32>((bytes - offset) >> 2);
    storeUpTo4(y + offset, f32x4.max(loadUpTo4(x + offset, rest), zero), rest);
  }
}
