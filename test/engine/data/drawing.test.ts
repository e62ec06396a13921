import { describe, expect, it } from 'vitest';
import { centreDrawing } from '#engine/data/drawing.ts';
import { toEngineError } from '#engine/engine-failure.ts';

/** A pad of white paper with round strokes along the given points. */
function pad(width: number, height: number, radius: number, points: readonly [number, number][]) {
  const ink = new Uint8Array(width * height);
  for (const [cx, cy] of points) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (Math.hypot(x + 0.5 - cx, y + 0.5 - cy) <= radius) ink[y * width + x] = 255;
      }
    }
  }
  return { width, height, ink };
}

function measure(image: Uint8Array) {
  let mass = 0,
    x = 0,
    y = 0;
  const columns: number[] = [];
  const rows: number[] = [];
  image.forEach((value, index) => {
    mass += value;
    x += value * (index % 28);
    y += value * Math.floor(index / 28);
    if (value > 0) {
      columns.push(index % 28);
      rows.push(Math.floor(index / 28));
    }
  });
  const span = (positions: number[]) => Math.max(...positions) - Math.min(...positions) + 1;
  return {
    x: x / mass,
    y: y / mass,
    width: span(columns),
    height: span(rows),
    brightest: Math.max(...image),
  };
}

const seven = Array.from({ length: 40 }, (_, t): [number, number] =>
  t < 20 ? [80 + t * 2, 60] : [120 - (t - 20) * 2, 60 + (t - 20) * 5],
);

describe('a drawing', () => {
  it('is scaled to 20 pixels on its longer side and centred by mass within half a pixel, as MNIST is', () => {
    for (const radius of [3, 8, 12]) {
      const { x, y, width, height, brightest } = measure(centreDrawing(pad(280, 280, radius, seven)));
      expect(height).toBe(20);
      expect(width).toBeLessThan(20);
      expect(Math.abs(x - 14)).toBeLessThanOrEqual(0.51);
      expect(Math.abs(y - 14)).toBeLessThanOrEqual(0.51);
      expect(brightest).toBe(255);
    }
  });

  it('does not depend on where on the pad it is, nor on the size it was drawn at', () => {
    const there = seven.map(([x, y]): [number, number] => [x + 130, y + 77]);
    expect(centreDrawing(pad(280, 280, 8, there))).toEqual(centreDrawing(pad(280, 280, 8, seven)));
    const twice = seven.flatMap(([x, y]): [number, number][] => [[2 * x, 2 * y]]);
    const large = centreDrawing(pad(560, 560, 16, twice));
    const small = centreDrawing(pad(280, 280, 8, seven));
    const difference = large.reduce((sum, value, index) => sum + Math.abs(value - small[index]!), 0) / 784;
    expect(difference).toBeLessThan(3);
  });

  it('keeps its proportions, lying or upright', () => {
    const bar = pad(
      200,
      100,
      5,
      Array.from({ length: 60 }, (_, t) => [30 + t, 50] as [number, number]),
    );
    const { width, height } = measure(centreDrawing(bar));
    expect(width).toBe(20);
    // 10 of 69 pixels high, scaled by 20 / 69: 2.9, on at most one row more than it covers.
    expect(height).toBeGreaterThanOrEqual(3);
    expect(height).toBeLessThanOrEqual(4);
  });

  it('is enlarged when it is small, down to a dot', () => {
    expect(measure(centreDrawing(pad(28, 28, 3, [[14, 10]]))).height).toBe(20);
    const dot = { width: 9, height: 9, ink: new Uint8Array(81) };
    dot.ink[40] = 200;
    expect(measure(centreDrawing(dot))).toMatchObject({ width: 20, height: 20, brightest: 255 });
  });

  it('keeps all its ink in the frame even where its mass lies far off its middle', () => {
    const comet = pad(
      280,
      280,
      2,
      Array.from({ length: 200 }, (_, t) => [40 + t, 100] as [number, number]),
    );
    const head = pad(280, 280, 30, [[60, 100]]);
    comet.ink.forEach((_, index) => {
      comet.ink[index] = Math.max(comet.ink[index]!, head.ink[index]!);
    });
    expect(measure(centreDrawing(comet)).width).toBe(20);
  });

  it('is refused when there is no ink or its size is not what it says', () => {
    const code = (drawing: Parameters<typeof centreDrawing>[0]) => {
      try {
        centreDrawing(drawing);
      } catch (thrown) {
        return toEngineError(thrown).code;
      }
      return 'accepted';
    };
    expect(code({ width: 10, height: 10, ink: new Uint8Array(100) })).toBe('imageInvalid');
    expect(code({ width: 10, height: 10, ink: new Uint8Array(99).fill(1) })).toBe('imageInvalid');
    expect(code({ width: 0, height: 0, ink: new Uint8Array(0) })).toBe('imageInvalid');
  });
});
