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

  it('of the same shape left and right, above and below, stays so', () => {
    // An upright bar, 40 by 6: at 20 to 40 it takes three columns, of which the middle of the frame halves two.
    const columnsOf = (image: Uint8Array) => [...image.subarray(14 * 28, 15 * 28)].filter((ink) => ink > 0);
    const bar = (width: number, height: number, inside: (x: number, y: number) => boolean) => ({
      width,
      height,
      ink: Uint8Array.from({ length: width * height }, (_, i) =>
        inside(i % width, Math.floor(i / width)) ? 255 : 0,
      ),
    });
    const upright = centreDrawing(bar(64, 64, (x, y) => x >= 30 && x < 36 && y >= 10 && y < 50));
    expect(columnsOf(upright)).toEqual([128, 255, 255, 128]);
    const lying = centreDrawing(bar(64, 64, (x, y) => y >= 30 && y < 36 && x >= 10 && x < 50));
    const turned = Uint8Array.from({ length: 784 }, (_, i) => lying[(i % 28) * 28 + Math.floor(i / 28)]!);
    expect(columnsOf(turned)).toEqual([128, 255, 255, 128]);
  });

  it('may come from a pad of one row or one column', () => {
    expect(measure(centreDrawing({ width: 1, height: 3, ink: Uint8Array.of(0, 9, 9) })).height).toBe(20);
    expect(measure(centreDrawing({ width: 3, height: 1, ink: Uint8Array.of(9, 9, 0) })).width).toBe(20);
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
