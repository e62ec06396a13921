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
