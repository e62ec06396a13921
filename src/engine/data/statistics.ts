import type { MemoryImages, Normalisation } from './image-set.ts';

/** How many images each class has. */
export function classHistogram(labels: Uint16Array, numClasses: number): number[] {
  const histogram = new Array<number>(numClasses).fill(0);
  for (const label of labels) histogram[label]! += 1;
  return histogram;
}

/** Mean and population deviation of each channel, scaled to 0 to 1. Exact: sums of bytes stay below 2^53. */
export function meanAndDeviation({ pixels, channels }: MemoryImages): Normalisation {
  const each = Array.from({ length: channels }, (_, channel) => ofChannel(pixels, channel, channels));
  return { mean: each.map(({ mean }) => mean), deviation: each.map(({ deviation }) => deviation) };
}

/** Pixels whose squares sum to less than 2^31, so that the inner loop stays with small integers. */
const BLOCK = 2 ** 15;

function ofChannel(
  pixels: Uint8Array,
  channel: number,
  channels: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let start = channel; start < pixels.length; start += BLOCK * channels) {
    const end = Math.min(start + BLOCK * channels, pixels.length);
    let blockSum = 0;
    let blockSquares = 0;
    for (let i = start; i < end; i += channels) {
      const pixel = pixels[i]!;
      blockSum += pixel;
      blockSquares += pixel * pixel;
    }
    sum += blockSum;
    squares += blockSquares;
  }
  const count = pixels.length / channels;
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  return { mean: mean / 255, deviation: Math.sqrt(Math.max(0, variance)) / 255 };
}
