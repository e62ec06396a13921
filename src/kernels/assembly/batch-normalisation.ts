import { loadUpTo4, storeUpTo4 } from './lanes';

// Batch normalisation in training (Ioffe & Szegedy 2015, algorithm 1 and its gradients) of x
// [rows, columns]: a column is a channel, a row a pixel of any image. Sums are taken over blocks of rows,
// whose sums are then added: fast in the cache, and small rounding errors for long columns.

const ROW_BLOCK: i32 = 256;

// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}

// @ts-ignore: decorator
@inline
function addTo(to: usize, sum: v128, count: i32): void {
  storeUpTo4(to, f32x4.add(loadUpTo4(to, count), sum), count);
}

function scaleRow(row: usize, columns: i32, factor: f32): void {
  for (let c = 0; c < columns; c += 4) {
    const at = row + ((<usize>c) << 2);
    storeUpTo4(at, f32x4.mul(loadUpTo4(at, columns - c), f32x4.splat(factor)), columns - c);
  }
}

/** Mean and variance (of the population) of each column; two passes, for accuracy where the mean is large. */
export function batchMoments(x: usize, mean: usize, variance: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  memory.fill(mean, 0, rowBytes);
  memory.fill(variance, 0, rowBytes);
  for (let pass = 0; pass < 2; pass++) {
    for (let start = 0; start < rows; start += ROW_BLOCK) {
      const end = min(rows, start + ROW_BLOCK);
      for (let c = 0; c < columns; c += 4) {
        const offset = (<usize>c) << 2;
        const count = columns - c;
        let from = x + start * rowBytes + offset;
        let sum = f32x4.splat(0);
        if (pass == 0) {
          for (let row = start; row < end; row++, from += rowBytes) sum = f32x4.add(sum, loadUpTo4(from, count));
          addTo(mean + offset, sum, count);
        } else {
          const centre = loadUpTo4(mean + offset, count);
          for (let row = start; row < end; row++, from += rowBytes) {
            const distance = f32x4.sub(loadUpTo4(from, count), centre);
            sum = f32x4.add(sum, f32x4.mul(distance, distance));
          }
          addTo(variance + offset, sum, count);
        }
      }
    }
    scaleRow(pass == 0 ? mean : variance, columns, 1 / <f32>rows);
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

/**
 * dbeta = sum of dy; dgamma = sum of dy * normalised x;
 * dx = gamma / deviation * (dy - dbeta / rows - normalised x * dgamma / rows). Scratch holds three rows.
 */
export function batchNormaliseGradient(
  x: usize, dy: usize, mean: usize, variance: usize, gamma: usize, dx: usize, dgamma: usize, dbeta: usize,
  rows: i32, columns: i32, epsilon: f32, scratch: usize,
): void {
  const rowBytes = (<usize>columns) << 2;
  memory.fill(dgamma, 0, rowBytes);
  memory.fill(dbeta, 0, rowBytes);
  for (let start = 0; start < rows; start += ROW_BLOCK) {
    const end = min(rows, start + ROW_BLOCK);
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << 2;
      const count = columns - c;
      const centre = loadUpTo4(mean + offset, count);
      let at = start * rowBytes + offset;
      let sum = f32x4.splat(0), productSum = sum;
      for (let row = start; row < end; row++, at += rowBytes) {
        const gradient = loadUpTo4(dy + at, count);
        sum = f32x4.add(sum, gradient);
        productSum = f32x4.add(productSum, f32x4.mul(gradient, f32x4.sub(loadUpTo4(x + at, count), centre)));
      }
      addTo(dbeta + offset, sum, count);
      addTo(dgamma + offset, productSum, count);
    }
  }

  const scales = scratch, slopes = scratch + rowBytes, shifts = scratch + 2 * rowBytes;
  const share = f32x4.splat(1 / <f32>rows);
  for (let c = 0; c < columns; c += 4) {
    const offset = (<usize>c) << 2;
    const count = columns - c;
    const inverse = inverseDeviation(loadUpTo4(variance + offset, count), epsilon);
    const gammaGradient = f32x4.mul(loadUpTo4(dgamma + offset, count), inverse);
    const scale = f32x4.mul(loadUpTo4(gamma + offset, count), inverse);
    storeUpTo4(dgamma + offset, gammaGradient, count);
    storeUpTo4(scales + offset, scale, count);
    storeUpTo4(slopes + offset, f32x4.mul(f32x4.mul(scale, inverse), f32x4.mul(gammaGradient, share)), count);
    storeUpTo4(shifts + offset, f32x4.mul(scale, f32x4.mul(loadUpTo4(dbeta + offset, count), share)), count);
  }
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << 2;
      const count = columns - c;
      const distance = f32x4.sub(loadUpTo4(x + offset, count), loadUpTo4(mean + offset, count));
      const own = f32x4.mul(loadUpTo4(scales + offset, count), loadUpTo4(dy + offset, count));
      const sloped = f32x4.sub(own, f32x4.mul(loadUpTo4(slopes + offset, count), distance));
      storeUpTo4(dx + offset, f32x4.sub(sloped, loadUpTo4(shifts + offset, count)), count);
    }
    x += rowBytes;
    dy += rowBytes;
    dx += rowBytes;
  }
}
