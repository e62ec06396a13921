import { describe, expect, it } from 'vitest';
import { generateDigits } from '#engine/data/digits/generate-digits.ts';
import { classHistogram, meanAndDeviation } from '#engine/data/statistics.ts';

const digits = await generateDigits({ count: 3000, seed: 11 });
const imageOf = (index: number) => digits.pixels.subarray(index * 784, (index + 1) * 784);

describe('generated digits', () => {
  it('are the same for the same seed and others for another', async () => {
    const small = async (seed: number) => generateDigits({ count: 60, seed });
    expect(await small(5)).toEqual(await small(5));
    expect((await small(6)).pixels).not.toEqual((await small(5)).pixels);
  });

  it('have equally many of each class, to within one, mixed', async () => {
    expect(classHistogram(digits.labels, 10)).toEqual(new Array(10).fill(300));
    const uneven = classHistogram((await generateDigits({ count: 25, seed: 1 })).labels, 10);
    expect(uneven.toSorted()).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
    expect(classHistogram(digits.labels.subarray(0, 500), 10).every((count) => count > 20)).toBe(true);
  });

  it('fill 20 of 28 pixels and are centred by mass, white on black, as MNIST is', () => {
    for (let index = 0; index < 300; index++) {
      const image = imageOf(index);
      let mass = 0,
        x = 0,
        y = 0;
      const columns: number[] = [];
      const rows: number[] = [];
      image.forEach((ink, position) => {
        mass += ink;
        x += ink * (position % 28);
        y += ink * Math.floor(position / 28);
        if (ink === 0) return;
        columns.push(position % 28);
        rows.push(Math.floor(position / 28));
      });
      const side =
        Math.max(Math.max(...columns) - Math.min(...columns), Math.max(...rows) - Math.min(...rows)) + 1;
      expect(side).toBeGreaterThanOrEqual(18);
      expect(side).toBeLessThanOrEqual(22);
      // Half a pixel, but where a far-off mass would have pushed ink out of the frame.
      expect(Math.hypot(x / mass - 14, y / mass - 14)).toBeLessThan(2);
      expect(Math.max(...image)).toBe(255);
    }
  });

  it('have about the mean and deviation of MNIST (0.1307 and 0.3081)', () => {
    const { mean, deviation } = meanAndDeviation(digits);
    expect(Math.abs(mean[0]! - 0.1307)).toBeLessThan(0.015);
    expect(Math.abs(deviation[0]! - 0.3081)).toBeLessThan(0.015);
  });

  it('differ from each other: no two images are alike', () => {
    const seen = new Set(Array.from({ length: digits.count }, (_, index) => imageOf(index).join()));
    expect(seen.size).toBe(digits.count);
  });

  it('tell how far they are', async () => {
    const seen: number[] = [];
    await generateDigits({ count: 1000, seed: 1, onProgress: (done) => seen.push(done) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1000);
  });

  it('stop when cancelled', async () => {
    const controller = new AbortController();
    let last = 0;
    const drawing = generateDigits({
      count: 100_000,
      seed: 1,
      signal: controller.signal,
      onProgress: (done) => {
        last = done;
        if (done >= 500) controller.abort();
      },
    });
    await expect(drawing).rejects.toMatchObject({ name: 'AbortError' });
    expect(last).toBeLessThan(1000);
  });
});
