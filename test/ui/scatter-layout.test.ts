import { describe, expect, it } from 'vitest';
import { placeLabels, position, scaleFor, ticks } from '#ui/scatter-layout.ts';

describe('a scale', () => {
  it('holds all of its values, with room at both ends', () => {
    for (const isLog of [false, true]) {
      const scale = scaleFor([3, 40, 500], isLog);
      for (const value of [3, 40, 500]) {
        expect(position(scale, value)).toBeGreaterThan(0);
        expect(position(scale, value)).toBeLessThan(1);
      }
    }
  });

  it('puts equal ratios at equal distances when it is logarithmic', () => {
    const scale = scaleFor([1e6, 1e9], true);
    const at = (value: number) => position(scale, value);
    expect(at(1e8) - at(1e7)).toBeCloseTo(at(1e7) - at(1e6));
  });

  it('is marked at round values inside it, and at whole ones where asked', () => {
    expect(ticks({ low: 1e6, high: 2e8, isLog: true }, 4)).toEqual([1e6, 1e7, 1e8]);
    expect(ticks({ low: 0, high: 22, isLog: false }, 5)).toEqual([0, 5, 10, 15, 20]);
    expect(ticks({ low: 2011.6, high: 2016.4, isLog: false }, 20, true)).toEqual([
      2012, 2013, 2014, 2015, 2016,
    ]);
  });
});

describe('the labels of points', () => {
  const frame = { width: 400, height: 300 };

  it('cover neither each other nor a point, and stay inside', () => {
    const points = Array.from({ length: 40 }, (_, index) => ({
      x: 20 + ((index * 97) % 360),
      y: 20 + ((index * 61) % 260),
      label: `net ${index}`,
    }));
    const placed = placeLabels(points, frame, 12);
    expect(placed.length).toBeGreaterThan(10);
    const boxes = placed.map(({ index, x, y, anchor }) => {
      const width = points[index]!.label.length * 12 * 0.6;
      const left = x - { start: 0, middle: width / 2, end: width }[anchor];
      return { left, right: left + width, y };
    });
    for (const [index, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(frame.width);
      for (const b of boxes.slice(index + 1)) {
        expect(a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 11).toBe(false);
      }
      for (const { x, y } of points) {
        expect(x > a.left && x < a.right && y > a.y - 8 && y < a.y).toBe(false);
      }
    }
  });

  it('are left out where there is no room', () => {
    const points = Array.from({ length: 6 }, () => ({ x: 200, y: 150, label: 'the same place' }));
    expect(placeLabels(points, frame, 12).length).toBeLessThan(6);
  });

  it('are nearer to their own point than to any other: where they would seem to name a neighbour, they are left out', () => {
    // Right and left of the first there is no room in the frame; above and below it stand others.
    const narrow = { width: 60, height: 300 };
    const crowd = [
      { x: 30, y: 100, label: 'name' },
      { x: 30, y: 118, label: 'another' },
      { x: 30, y: 82, label: 'a third' },
    ];
    expect(placeLabels(crowd, narrow, 12).map(({ index }) => index)).not.toContain(0);
    expect(placeLabels(crowd.slice(0, 1), narrow, 12).map(({ index }) => index)).toEqual([0]);
  });
});
