import type { ImageSet } from './dataset.ts';

/** How many images each class has. */
export function classHistogram(labels: Uint8Array, numClasses: number): number[] {
  const histogram = new Array<number>(numClasses).fill(0);
  for (const label of labels) histogram[label]! += 1;
  return histogram;
}

/** Mean and population deviation over all pixels, scaled to 0 to 1. Exact: sums of bytes stay below 2^53. */
export function meanAndDeviation(images: ImageSet): { mean: number; deviation: number } {
  const counts = new Float64Array(256);
  for (const pixel of images.pixels) counts[pixel]! += 1;
  let sum = 0;
  let squares = 0;
  for (let value = 0; value < 256; value++) {
    sum += value * counts[value]!;
    squares += value * value * counts[value]!;
  }
  const mean = sum / images.pixels.length;
  const variance = squares / images.pixels.length - mean * mean;
  return { mean: mean / 255, deviation: Math.sqrt(Math.max(0, variance)) / 255 };
}
