import { loadUpTo4, storeUpTo4 } from './lanes';

// Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3) with its usual
// exponent of 3/4: y = x * norm^-0.75, norm = bias + alpha * (sum of x^2 over channels at most `radius` away).
// Sums run over a copy of the pixel with `radius` zeros on either side.

/** Bytes of scratch for one pixel: two padded rows and the norms. */
export function responseNormalisationScratch(channels: i32, radius: i32): usize {
  return (<usize>(3 * (channels + 2 * radius + 8))) << 2;
}

// @ts-ignore: decorator
@inline
function windowSum(from: usize, radius: i32): v128 {
  let sum = v128.load(from);
  for (let i = 1; i <= 2 * radius; i++) sum = f32x4.add(sum, v128.load(from + ((<usize>i) << 2)));
  return sum;
}

/** 1 / norm^0.75 */
// @ts-ignore: decorator
@inline
function factor(norm: v128): v128 {
  const root = f32x4.sqrt(norm);
  return f32x4.div(f32x4.splat(1), f32x4.mul(root, f32x4.sqrt(root)));
}

/** y [pixels, channels] from x [pixels, channels]. */
export function responseNormalisation(
  x: usize, y: usize, pixels: i32, channels: i32, radius: i32, bias: f32, alpha: f32, scratch: usize,
): void {
  const squares = scratch + ((<usize>radius) << 2);
  memory.fill(scratch, 0, responseNormalisationScratch(channels, radius));
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << 2;
      const value = loadUpTo4(x + offset, channels - c);
      storeUpTo4(squares + offset, f32x4.mul(value, value), channels - c);
    }
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << 2;
      const norm = f32x4.add(f32x4.splat(bias), f32x4.mul(f32x4.splat(alpha), windowSum(scratch + offset, radius)));
      storeUpTo4(y + offset, f32x4.mul(loadUpTo4(x + offset, channels - c), factor(norm)), channels - c);
    }
    x += (<usize>channels) << 2;
    y += (<usize>channels) << 2;
  }
}

/**
 * dx [pixels, channels] = dy * norm^-0.75 - 2 * alpha * 0.75 * x * (sum over the window of dy * y / norm).
 */
export function responseNormalisationGradient(
  x: usize, y: usize, dy: usize, dx: usize,
  pixels: i32, channels: i32, radius: i32, bias: f32, alpha: f32, scratch: usize,
): void {
  const padded = (<usize>(channels + 2 * radius + 8)) << 2;
  const squares = scratch + ((<usize>radius) << 2);
  const ratios = squares + padded;
  const norms = scratch + 2 * padded;
  const share: f32 = -1.5 * alpha;
  memory.fill(scratch, 0, responseNormalisationScratch(channels, radius));
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << 2;
      const value = loadUpTo4(x + offset, channels - c);
      storeUpTo4(squares + offset, f32x4.mul(value, value), channels - c);
    }
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << 2;
      const norm = f32x4.add(f32x4.splat(bias), f32x4.mul(f32x4.splat(alpha), windowSum(scratch + offset, radius)));
      const product = f32x4.mul(loadUpTo4(dy + offset, channels - c), loadUpTo4(y + offset, channels - c));
      storeUpTo4(ratios + offset, f32x4.div(product, norm), channels - c);
      v128.store(norms + offset, norm);
    }
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << 2;
      const direct = f32x4.mul(loadUpTo4(dy + offset, channels - c), factor(v128.load(norms + offset)));
      const shared = f32x4.mul(
        f32x4.mul(f32x4.splat(share), loadUpTo4(x + offset, channels - c)),
        windowSum(scratch + padded + offset, radius),
      );
      storeUpTo4(dx + offset, f32x4.add(direct, shared), channels - c);
    }
    x += (<usize>channels) << 2;
    y += (<usize>channels) << 2;
    dy += (<usize>channels) << 2;
    dx += (<usize>channels) << 2;
  }
}
