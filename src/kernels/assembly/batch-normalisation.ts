import { loadUpTo4, storeUpTo4 } from './lanes';

// Batch normalisation in training (Ioffe & Szegedy 2015, algorithm 1 and its gradients) of x
// [rows, columns]: a column is a channel, a row a pixel of any image. Each block of rows has its own sums, which are
// then added in the order of the blocks. So a block stays in the cache, rounding errors of long columns stay small, and
// the sums are the same whichever thread took which blocks. The pointers of a function start at the first row or block
// of the range that it is to take.

const ROW_BLOCK: i32 = 256;

/** Rows in a block. */
export function batchBlockRows(): i32 {
  return ROW_BLOCK;
}

// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}

// @ts-ignore: decorator
@inline
function squaredDistance(at: usize, centre: v128): v128 {
  const distance = f32x4.sub(v128.load(at), centre);
  return f32x4.mul(distance, distance);
}

/** Mean of 16 columns over `rows` rows to `mean`, sum of squared distances from it to `squares`. */
// @ts-ignore: decorator
@inline
function momentsOf16(x: usize, rowBytes: usize, rows: i32, mean: usize, squares: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  let from = x;
  for (let row = 0; row < rows; row++, from += rowBytes) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from, 16));
    c = f32x4.add(c, v128.load(from, 32));
    d = f32x4.add(d, v128.load(from, 48));
  }
  const share = f32x4.splat(1 / <f32>rows);
  const centreA = f32x4.mul(a, share), centreB = f32x4.mul(b, share);
  const centreC = f32x4.mul(c, share), centreD = f32x4.mul(d, share);
  a = b = c = d = f32x4.splat(0);
  from = x;
  for (let row = 0; row < rows; row++, from += rowBytes) {
    a = f32x4.add(a, squaredDistance(from, centreA));
    b = f32x4.add(b, squaredDistance(from + 16, centreB));
    c = f32x4.add(c, squaredDistance(from + 32, centreC));
    d = f32x4.add(d, squaredDistance(from + 48, centreD));
  }
  v128.store(mean, centreA);
  v128.store(mean, centreB, 16);
  v128.store(mean, centreC, 32);
  v128.store(mean, centreD, 48);
  v128.store(squares, a);
  v128.store(squares, b, 16);
  v128.store(squares, c, 32);
  v128.store(squares, d, 48);
}

// @ts-ignore: decorator
@inline
function momentsOfUpTo4(x: usize, rowBytes: usize, rows: i32, mean: usize, squares: usize, count: i32): void {
  let sum = f32x4.splat(0);
  let from = x;
  for (let row = 0; row < rows; row++, from += rowBytes) sum = f32x4.add(sum, loadUpTo4(from, count));
  const centre = f32x4.mul(sum, f32x4.splat(1 / <f32>rows));
  sum = f32x4.splat(0);
  from = x;
  for (let row = 0; row < rows; row++, from += rowBytes) {
    const distance = f32x4.sub(loadUpTo4(from, count), centre);
    sum = f32x4.add(sum, f32x4.mul(distance, distance));
  }
  storeUpTo4(mean, centre, count);
  storeUpTo4(squares, sum, count);
}

/** The means of each block's columns and the sums of squared distances from them: [blocks, 2, columns]. */
export function batchBlockMoments(x: usize, blocks: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  for (let start = 0; start < rows; start += ROW_BLOCK) {
    const length = min(ROW_BLOCK, rows - start);
    let offset: usize = 0;
    for (; offset + 64 <= rowBytes; offset += 64) {
      momentsOf16(x + offset, rowBytes, length, blocks + offset, blocks + rowBytes + offset);
    }
    for (; offset < rowBytes; offset += 16) {
      const count = <i32>((rowBytes - offset) >> 2);
      momentsOfUpTo4(x + offset, rowBytes, length, blocks + offset, blocks + rowBytes + offset, count);
    }
    x += length * rowBytes;
    blocks += 2 * rowBytes;
  }
}

/** Mean and variance (of the population) of each column from those of the blocks (Chan, Golub & LeVeque 1979). */
export function batchMoments(blocks: usize, mean: usize, variance: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  const share = f32x4.splat(1 / <f32>rows);
  for (let c = 0; c < columns; c += 4) {
    const offset = (<usize>c) << 2;
    const count = columns - c;
    let sum = f32x4.splat(0);
    let block = blocks + offset;
    for (let start = 0; start < rows; start += ROW_BLOCK, block += 2 * rowBytes) {
      const length = f32x4.splat(<f32>min(ROW_BLOCK, rows - start));
      sum = f32x4.add(sum, f32x4.mul(loadUpTo4(block, count), length));
    }
    const centre = f32x4.mul(sum, share);
    let squares = f32x4.splat(0);
    block = blocks + offset;
    for (let start = 0; start < rows; start += ROW_BLOCK, block += 2 * rowBytes) {
      const length = f32x4.splat(<f32>min(ROW_BLOCK, rows - start));
      const distance = f32x4.sub(loadUpTo4(block, count), centre);
      const between = f32x4.mul(f32x4.mul(distance, distance), length);
      squares = f32x4.add(squares, f32x4.add(loadUpTo4(block + rowBytes, count), between));
    }
    storeUpTo4(mean + offset, centre, count);
    storeUpTo4(variance + offset, f32x4.mul(squares, share), count);
  }
}

/** y = (x - mean) / sqrt(variance + epsilon) * gamma + beta; scratch holds one row. */
export function batchNormalise(
  x: usize, mean: usize, variance: usize, gamma: usize, beta: usize, y: usize,
  rows: i32, columns: i32, epsilon: f32, scratch: usize,
): void {
  for (let c = 0; c < columns; c += 4) {
    const offset = (<usize>c) << 2;
    const count = columns - c;
    const scale = f32x4.mul(loadUpTo4(gamma + offset, count), inverseDeviation(loadUpTo4(variance + offset, count), epsilon));
    storeUpTo4(scratch + offset, scale, count);
  }
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << 2;
      const count = columns - c;
      const distance = f32x4.sub(loadUpTo4(x + offset, count), loadUpTo4(mean + offset, count));
      const scaled = f32x4.mul(distance, loadUpTo4(scratch + offset, count));
      storeUpTo4(y + offset, f32x4.add(scaled, loadUpTo4(beta + offset, count)), count);
    }
    x += rowBytes;
    y += rowBytes;
  }
}

/** The sums of dy and of dy * (x - mean) over each block's columns: [blocks, 2, columns]. */
export function batchBlockGradientSums(
  x: usize, dy: usize, mean: usize, blocks: usize, rows: i32, columns: i32,
): void {
  const rowBytes = (<usize>columns) << 2;
  for (let start = 0; start < rows; start += ROW_BLOCK) {
    const length = min(ROW_BLOCK, rows - start);
    let offset: usize = 0;
    for (; offset + 32 <= rowBytes; offset += 32) {
      const centreA = v128.load(mean + offset), centreB = v128.load(mean + offset, 16);
      let sumA = f32x4.splat(0), sumB = sumA, productA = sumA, productB = sumA;
      let at = offset;
      for (let row = 0; row < length; row++, at += rowBytes) {
        const a = v128.load(dy + at), b = v128.load(dy + at, 16);
        sumA = f32x4.add(sumA, a);
        sumB = f32x4.add(sumB, b);
        productA = f32x4.add(productA, f32x4.mul(a, f32x4.sub(v128.load(x + at), centreA)));
        productB = f32x4.add(productB, f32x4.mul(b, f32x4.sub(v128.load(x + at, 16), centreB)));
      }
      v128.store(blocks + offset, sumA);
      v128.store(blocks + offset, sumB, 16);
      v128.store(blocks + rowBytes + offset, productA);
      v128.store(blocks + rowBytes + offset, productB, 16);
    }
    for (; offset < rowBytes; offset += 16) {
      const count = <i32>((rowBytes - offset) >> 2);
      const centre = loadUpTo4(mean + offset, count);
      let sum = f32x4.splat(0), product = sum;
      let at = offset;
      for (let row = 0; row < length; row++, at += rowBytes) {
        const gradient = loadUpTo4(dy + at, count);
        sum = f32x4.add(sum, gradient);
        product = f32x4.add(product, f32x4.mul(gradient, f32x4.sub(loadUpTo4(x + at, count), centre)));
      }
      storeUpTo4(blocks + offset, sum, count);
      storeUpTo4(blocks + rowBytes + offset, product, count);
    }
    x += length * rowBytes;
    dy += length * rowBytes;
    blocks += 2 * rowBytes;
  }
}

/**
 * dbeta = sum of dy and dgamma = sum of dy * normalised x, from the blocks' sums; and coefficients [3, columns], from
 * which `batchNormaliseGradient` makes dx.
 */
export function batchParameterGradients(
  blocks: usize, variance: usize, gamma: usize, dgamma: usize, dbeta: usize, coefficients: usize,
  rows: i32, columns: i32, epsilon: f32,
): void {
  const rowBytes = (<usize>columns) << 2;
  const share = f32x4.splat(1 / <f32>rows);
  for (let c = 0; c < columns; c += 4) {
    const offset = (<usize>c) << 2;
    const count = columns - c;
    let sum = f32x4.splat(0), product = sum;
    let block = blocks + offset;
    for (let start = 0; start < rows; start += ROW_BLOCK, block += 2 * rowBytes) {
      sum = f32x4.add(sum, loadUpTo4(block, count));
      product = f32x4.add(product, loadUpTo4(block + rowBytes, count));
    }
    const inverse = inverseDeviation(loadUpTo4(variance + offset, count), epsilon);
    const gammaGradient = f32x4.mul(product, inverse);
    const scale = f32x4.mul(loadUpTo4(gamma + offset, count), inverse);
    storeUpTo4(dbeta + offset, sum, count);
    storeUpTo4(dgamma + offset, gammaGradient, count);
    const at = coefficients + offset;
    storeUpTo4(at, scale, count);
    storeUpTo4(at + rowBytes, f32x4.mul(f32x4.mul(scale, inverse), f32x4.mul(gammaGradient, share)), count);
    storeUpTo4(at + 2 * rowBytes, f32x4.mul(scale, f32x4.mul(sum, share)), count);
  }
}

/** dx = gamma / deviation * (dy - dbeta / rows - normalised x * dgamma / rows) */
export function batchNormaliseGradient(
  x: usize, dy: usize, mean: usize, coefficients: usize, dx: usize, rows: i32, columns: i32,
): void {
  const rowBytes = (<usize>columns) << 2;
  const slopes = coefficients + rowBytes, shifts = slopes + rowBytes;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << 2;
      const count = columns - c;
      const distance = f32x4.sub(loadUpTo4(x + offset, count), loadUpTo4(mean + offset, count));
      const own = f32x4.mul(loadUpTo4(coefficients + offset, count), loadUpTo4(dy + offset, count));
      const sloped = f32x4.sub(own, f32x4.mul(loadUpTo4(slopes + offset, count), distance));
      storeUpTo4(dx + offset, f32x4.sub(sloped, loadUpTo4(shifts + offset, count)), count);
    }
    x += rowBytes;
    dy += rowBytes;
    dx += rowBytes;
  }
}
