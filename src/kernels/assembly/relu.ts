import { loadUpTo4, storeUpTo4 } from './lanes';

/**
 * Elements `first` up to `end` of dx: the gradient dy where y, the output of a ReLU, is positive, else 0; NaN where
 * y is.
 */
export function reluGradient(y: usize, dy: usize, dx: usize, first: i32, end: i32): void {
  let offset = (<usize>first) << 2;
  for (let count = end - first; count > 0; count -= 4) {
    const output = loadUpTo4(y + offset, count);
    const gradient = v128.and(loadUpTo4(dy + offset, count), f32x4.gt(output, f32x4.splat(0)));
    // All bits set are a NaN.
    storeUpTo4(dx + offset, v128.or(gradient, f32x4.ne(output, output)), count);
    offset += 16;
  }
}
