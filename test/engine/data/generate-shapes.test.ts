import { describe, expect, it } from 'vitest';
import { shapes } from '#datasets/shapes.ts';
import { generateShapes, SHAPE_CLASSES } from '#engine/data/shapes/generate-shapes.ts';
import { OUTLINES, REACH } from '#engine/data/shapes/outlines.ts';
import { partsOf } from '#engine/data/shapes/scene.ts';
import { TEXTURES } from '#engine/data/shapes/textures.ts';
import { classHistogram } from '#engine/data/statistics.ts';

const SIZE = 32 * 32 * 3;
const OUTLINE_NAMES = ['disc', 'square', 'triangle', 'star'];
const TEXTURE_NAMES = ['striped', 'spotted', 'chequered'];

describe('generated shapes', () => {
  it('are the same for the same seed and others for another', async () => {
    const small = (seed: number) => generateShapes({ count: 30, seed });
    expect(await small(5)).toEqual(await small(5));
    expect((await small(6)).pixels).not.toEqual((await small(5)).pixels);
  });

  it('have equally many of each of the classes that are named, to within one, mixed', async () => {
    expect(SHAPE_CLASSES).toBe(shapes.classNames.length);
    const { labels, height, width, channels } = await generateShapes({ count: 250, seed: 3 });
    expect({ height, width, channels }).toMatchObject({ height: 32, width: 32, channels: 3 });
    const counts = classHistogram(labels, SHAPE_CLASSES);
    expect(new Set(counts)).toEqual(new Set([10, 11]));
    expect(new Set(labels.subarray(0, 24)).size).toBeGreaterThan(10);
  });

  it('differ from each other: no two images are alike', async () => {
    const { pixels, count } = await generateShapes({ count: 400, seed: 4 });
    const seen = new Set(
      Array.from({ length: count }, (_, i) => pixels.subarray(i * SIZE, (i + 1) * SIZE).join()),
    );
    expect(seen.size).toBe(400);
  });

  it('are named by what they are made of', () => {
    for (const [label, name] of shapes.classNames.entries()) {
      const { outline, texture, isPair } = partsOf(label);
      const one = `${TEXTURE_NAMES[texture]} ${OUTLINE_NAMES[outline]}`;
      expect(name).toMatchObject({ en: isPair ? `two ${one}s` : one });
    }
  });

  it('stop when cancelled', async () => {
    const controller = new AbortController();
    const drawing = generateShapes({
      count: 100_000,
      seed: 1,
      signal: controller.signal,
      onProgress: (done) => done >= 60 && controller.abort(),
    });
    await expect(drawing).rejects.toMatchObject({ name: 'AbortError' });
  });
});

/** The part of a square about the origin, of a side, for which something holds. */
function part(side: number, holds: (x: number, y: number) => number): number {
  const steps = 400;
  let sum = 0;
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      sum += holds(((column + 0.5) / steps - 0.5) * side, ((row + 0.5) / steps - 0.5) * side);
    }
  }
  return sum / steps ** 2;
}

describe('the outlines', () => {
  it('have about the area of the unit disc, so that size tells no class', () => {
    for (const outline of OUTLINES) {
      const area = part(4, (x, y) => (outline(x, y) < 0 ? 1 : 0)) * 16;
      expect(area / Math.PI).toBeGreaterThan(0.9);
      expect(area / Math.PI).toBeLessThan(1.1);
    }
  });

  it('end within their reach, and have none, four, three and five corners', () => {
    const corners = OUTLINES.map((outline) => {
      const turns = Array.from({ length: 720 }, (_, degree) => (degree / 360) * Math.PI);
      const radii = turns.map((angle) => {
        let [inside, outside] = [0, 3];
        while (outside - inside > 1e-6) {
          const radius = (inside + outside) / 2;
          if (outline(radius * Math.cos(angle), radius * Math.sin(angle)) < 0) inside = radius;
          else outside = radius;
        }
        return inside;
      });
      expect(Math.max(...radii)).toBeLessThan(REACH);
      const at = (index: number) => radii[(index + 720) % 720]!;
      return radii.filter(
        (radius, index) => radius > 1.05 && radius >= at(index - 1) && radius > at(index + 1),
      ).length;
    });
    expect(corners).toEqual([0, 4, 3, 5]);
  });
});

describe('the textures', () => {
  const [stripes, spots, checks] = TEXTURES;

  it('show their second colour on half, on pi * 0.3^2, and on half of what they cover', () => {
    const [striped, spotted, chequered] = [stripes!, spots!, checks!].map((texture) =>
      part(280, (x, y) => texture(x, y, 5)),
    );
    expect(striped).toBeCloseTo(0.5, 2);
    expect(spotted).toBeCloseTo(Math.PI * 0.09, 1);
    expect(chequered).toBeCloseTo(0.5, 2);
  });

  it('stripes run along y alone, checks change their colour along both axes', () => {
    expect(stripes!(1.25, 0, 5)).toBe(stripes!(1.25, 3.7, 5));
    expect(stripes!(1.25, 0, 5)).not.toBe(stripes!(3.75, 0, 5));
    expect(checks!(1.75, 1.75, 5)).toBe(1);
    expect(checks!(5.25, 1.75, 5)).toBe(0);
    expect(checks!(1.75, 5.25, 5)).toBe(0);
  });
});
