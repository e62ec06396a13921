import { describe, expect, it } from 'vitest';
import { chooseSize } from '#engine/data/images/working-size.ts';

const sizes = (...sides: [number, number][]) => sides.map(([width, height]) => ({ width, height }));

describe('images are kept', () => {
  it('as they are where they are all of one small size', () => {
    expect(chooseSize(sizes([40, 30], [40, 30]), 100)).toEqual({ width: 40, height: 30, isResized: false });
  });

  it('at the largest common size that half of them fill', () => {
    const photographs = sizes([500, 375], [640, 480], [300, 200], [240, 230]);
    expect(chooseSize(photographs, 100)).toEqual({ width: 224, height: 224, isResized: true });
    expect(chooseSize(sizes([80, 70], [90, 66]), 100)).toMatchObject({ width: 64 });
    expect(chooseSize(sizes([20, 10], [12, 9]), 100)).toMatchObject({ width: 32 });
  });

  it('small enough for all of them to stay in memory', () => {
    const { width, height } = chooseSize(sizes([500, 375], [640, 480]), 50_000);
    expect(50_000 * width * height * 3).toBeLessThanOrEqual(768 * 1024 * 1024);
    expect(width).toBe(64);
  });
});
