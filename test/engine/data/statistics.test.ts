import { expect, it } from 'vitest';
import { MemoryImages } from '#engine/data/image-set.ts';
import { classHistogram, meanAndDeviation } from '#engine/data/statistics.ts';

/** One row of pixels, of which each has so many channels. */
const row = (pixels: Uint8Array, channels = 1) =>
  new MemoryImages({ height: 1, width: pixels.length / channels, channels }, pixels, new Uint16Array(1));

it('counts the images of each class, also of absent ones', () => {
  expect(classHistogram(Uint16Array.of(3, 0, 3, 1), 5)).toEqual([1, 1, 0, 2, 0]);
});

it('takes mean and population deviation of the pixels scaled to 0 to 1', () => {
  const { mean, deviation } = meanAndDeviation(row(Uint8Array.of(0, 255, 0, 255)));
  expect(mean).toEqual([expect.closeTo(0.5, 12)]);
  expect(deviation).toEqual([expect.closeTo(0.5, 12)]);
  expect(meanAndDeviation(row(Uint8Array.of(51, 51, 51, 51))).deviation).toEqual([expect.closeTo(0, 7)]);
});

it('counts every pixel of many, in whatever order', () => {
  const pixels = Uint8Array.from({ length: 100_003 }, (_, i) => (i % 3 === 0 ? 255 : i % 251));
  const mean = pixels.reduce((sum, pixel) => sum + pixel / 255, 0) / pixels.length;
  const variance = pixels.reduce((sum, pixel) => sum + (pixel / 255 - mean) ** 2, 0) / pixels.length;
  const found = meanAndDeviation(row(pixels));
  expect(found.mean[0]).toBeCloseTo(mean, 10);
  expect(found.deviation[0]).toBeCloseTo(Math.sqrt(variance), 10);
  expect(meanAndDeviation(row(pixels.toReversed()))).toEqual(found);
});

it('takes each channel by itself', () => {
  const count = 40_001;
  const pixels = Uint8Array.from({ length: 3 * count }, (_, i) => [255, 51, i % 2 === 0 ? 0 : 255][i % 3]!);
  const { mean, deviation } = meanAndDeviation(row(pixels, 3));
  expect(mean).toEqual([1, expect.closeTo(0.2, 12), expect.closeTo(0.5, 4)]);
  expect(deviation).toEqual([expect.closeTo(0, 7), expect.closeTo(0, 7), expect.closeTo(0.5, 4)]);
});
