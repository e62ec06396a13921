import { describe, expect, it } from 'vitest';
import { augment, changesImages } from '#engine/data/augmentation.ts';
import { Random } from '#engine/random.ts';
import { type Augmentation, NO_AUGMENTATION } from '#models/recipe.ts';

const pixels = Uint8Array.from({ length: 2 * 8 * 8 * 3 }, (_, index) => (index * 37) % 256);
const second = pixels.slice(192);

function augmented(change: Partial<Augmentation>, seed = 1): Uint8Array {
  const batch = new Uint8Array(3 * 192).fill(9);
  augment(
    second,
    batch.subarray(192, 384),
    { height: 8, width: 8, channels: 3 },
    { ...NO_AUGMENTATION, ...change },
    new Random(seed),
  );
  expect(batch.subarray(0, 192).every((byte) => byte === 9)).toBe(true);
  expect(batch.subarray(384).every((byte) => byte === 9)).toBe(true);
  return batch.slice(192, 384);
}

/** A Gaussian blob: its centre of mass, size and tilt say what was done to it. */
function blob(): {
  pixels: Uint8Array;
  moments(of: Uint8Array): { x: number; y: number; area: number; tilt: number };
} {
  const side = 41;
  const image = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      image[y * side + x] = Math.round(255 * Math.exp(-((x - 20) ** 2 / 50 + (y - 20) ** 2 / 8)));
    }
  }
  return {
    pixels: image,
    moments(of) {
      let mass = 0,
        mx = 0,
        my = 0;
      of.forEach((value, index) => {
        mass += value;
        mx += value * (index % side);
        my += value * Math.floor(index / side);
      });
      const cx = mx / mass,
        cy = my / mass;
      let xx = 0,
        yy = 0,
        xy = 0;
      of.forEach((value, index) => {
        const dx = (index % side) - cx,
          dy = Math.floor(index / side) - cy;
        xx += (value * dx * dx) / mass;
        yy += (value * dy * dy) / mass;
        xy += (value * dx * dy) / mass;
      });
      const tilt = (0.5 * Math.atan2(2 * xy, xx - yy) * 180) / Math.PI;
      return { x: cx - 20, y: cy - 20, area: Math.sqrt(xx * yy - xy * xy), tilt };
    },
  };
}

function overManySeeds(change: Partial<Augmentation>) {
  const source = blob();
  const original = source.moments(source.pixels);
  return Array.from({ length: 60 }, (_, seed) => {
    const batch = new Uint8Array(41 * 41);
    const shape = { height: 41, width: 41, channels: 1 };
    augment(source.pixels, batch, shape, { ...NO_AUGMENTATION, ...change }, new Random(seed));
    const moments = source.moments(batch);
    return { ...moments, scale: Math.sqrt(moments.area / original.area) };
  });
}

describe('augmentation', () => {
  it('keeps the exact bytes when there is none', () => {
    expect(augmented({})).toEqual(second);
    expect(changesImages(NO_AUGMENTATION)).toBe(false);
  });

  it.each([{ shiftPixels: 1 }, { rotationDegrees: 1 }, { scaleFraction: 0.1 }, { flip: true }])(
    'changes images where there is %o',
    (change) => {
      expect(changesImages({ ...NO_AUGMENTATION, ...change })).toBe(true);
    },
  );

  it('mirrors left and right, exactly, about half of the time', () => {
    const mirrored = second.slice();
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        for (let c = 0; c < 3; c++) mirrored[(y * 8 + x) * 3 + c] = second[(y * 8 + 7 - x) * 3 + c]!;
      }
    }
    let flips = 0;
    for (let seed = 0; seed < 200; seed++) {
      const image = augmented({ flip: true }, seed);
      const flipped = image.every((byte, index) => byte === mirrored[index]);
      if (!flipped) expect(image).toEqual(second);
      flips += flipped ? 1 : 0;
    }
    expect(Math.abs(flips - 100)).toBeLessThan(36);
  });

  it('shifts by up to the given pixels along both axes', () => {
    const seen = overManySeeds({ shiftPixels: 3 });
    for (const axis of ['x', 'y'] as const) {
      const shifts = seen.map((moments) => moments[axis]);
      expect(Math.max(...shifts)).toBeLessThanOrEqual(3.05);
      expect(Math.min(...shifts)).toBeGreaterThanOrEqual(-3.05);
      expect(Math.max(...shifts)).toBeGreaterThan(2);
      expect(Math.min(...shifts)).toBeLessThan(-2);
    }
  });

  it('turns by up to the given angle either way, and leaves place and size alone', () => {
    const seen = overManySeeds({ rotationDegrees: 20 });
    expect(Math.max(...seen.map(({ tilt }) => tilt))).toBeGreaterThan(14);
    expect(Math.min(...seen.map(({ tilt }) => tilt))).toBeLessThan(-14);
    for (const { x, y, tilt, scale } of seen) {
      expect(Math.abs(tilt)).toBeLessThan(20.5);
      expect(Math.hypot(x, y)).toBeLessThan(0.1);
      expect(scale).toBeCloseTo(1, 1);
    }
  });

  it('scales by up to the given part either way', () => {
    const scales = overManySeeds({ scaleFraction: 0.2 }).map(({ scale }) => scale);
    expect(Math.max(...scales)).toBeGreaterThan(1.12);
    expect(Math.max(...scales)).toBeLessThan(1.23);
    expect(Math.min(...scales)).toBeLessThan(0.88);
    expect(Math.min(...scales)).toBeGreaterThan(0.78);
  });
});
