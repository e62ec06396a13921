import { expect, it } from 'vitest';
import { classHistogram, meanAndDeviation } from '#engine/data/statistics.ts';

it('counts the images of each class, also of absent ones', () => {
  expect(classHistogram(Uint8Array.of(3, 0, 3, 1), 5)).toEqual([1, 1, 0, 2, 0]);
});

it('takes mean and population deviation of the pixels scaled to 0 to 1', () => {
  const images = { count: 2, height: 1, width: 2, channels: 1, labels: new Uint8Array(2) };
  const { mean, deviation } = meanAndDeviation({ ...images, pixels: Uint8Array.of(0, 255, 0, 255) });
  expect(mean).toBeCloseTo(0.5, 12);
  expect(deviation).toBeCloseTo(0.5, 12);
  expect(meanAndDeviation({ ...images, pixels: Uint8Array.of(51, 51, 51, 51) }).deviation).toBeCloseTo(0, 7);
});

it('counts every pixel of many, in whatever order', () => {
  const pixels = Uint8Array.from({ length: 100_003 }, (_, i) => (i % 3 === 0 ? 255 : i % 251));
  const images = {
    count: 1,
    height: 1,
    width: pixels.length,
    channels: 1,
    labels: new Uint8Array(1),
    pixels,
  };
  const mean = pixels.reduce((sum, pixel) => sum + pixel / 255, 0) / pixels.length;
  const variance = pixels.reduce((sum, pixel) => sum + (pixel / 255 - mean) ** 2, 0) / pixels.length;
  const found = meanAndDeviation(images);
  expect(found.mean).toBeCloseTo(mean, 10);
  expect(found.deviation).toBeCloseTo(Math.sqrt(variance), 10);
  expect(meanAndDeviation({ ...images, pixels: pixels.toReversed() })).toEqual(found);
});
