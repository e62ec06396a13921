import { loadUpTo4, storeUpTo4 } from './lanes';

/** Elements `first` up to `end` of dx: the gradient dy where y, the output of a ReLU, is positive, else 0. */
export function reluGradient(y: usize, dy: usize, dx: usize, first: i32, end: i32): void {
  let offset = (<usize>first) << 2;
  for (let count = end - first; count > 0; count -= 4) {
    const isPositive = f32x4.gt(loadUpTo4(y + offset, count), f32x4.splat(0));
    storeUpTo4(dx + offset, v128.and(loadUpTo4(dy + offset, count), isPositive), count);
    offset += 16;
  }
}
