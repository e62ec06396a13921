import { describe, expect, it } from 'vitest';
import { type Image, resample, type Size } from '#engine/data/resample.ts';
import { centreView, coveringView, cutView } from '#engine/data/views.ts';
import { type Interpolation, type Preprocessing, torchvision } from '#models/preprocessing.ts';
import pillow from '#test/reference/resample/pillow.json' with { type: 'json' };

/** As the script beside the values makes them. */
function pixel(x: number, y: number, channel: number): number {
  const noise = (x * 7919 + y * 104729 + channel * 1299709) % 251;
  const edge = (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0 ? 255 : 0;
  return Math.floor((noise + edge * 3) / 4);
}

function imageOf([width, height]: readonly number[], channels: number): Image {
  const pixels = new Uint8Array(height! * width! * channels);
  let to = 0;
  for (let y = 0; y < height!; y++) {
    for (let x = 0; x < width!; x++) {
      for (let channel = 0; channel < channels; channel++) pixels[to++] = pixel(x, y, channel);
    }
  }
  return { height: height!, width: width!, channels, pixels };
}

const bytes = (hexadecimal: string) => Uint8Array.from(Buffer.from(hexadecimal, 'hex'));

/** The greatest difference of a level. */
function farthest(ours: Uint8Array, theirs: Uint8Array): number {
  expect(ours.length).toBe(theirs.length);
  return ours.reduce((most, value, index) => Math.max(most, Math.abs(value - theirs[index]!)), 0);
}

describe("resizing gives Pillow's pixels", () => {
  const cases = pillow.cases.map((one) => ({ ...one, name: `${one.from} to ${one.to}` }));
  it.each(cases)(
    '$interpolation, $channels channels, $name',
    ({ channels, from, to, interpolation, pixels }) => {
      const size = { width: to[0]!, height: to[1]! };
      const resized = resample(imageOf(from, channels), size, interpolation as Interpolation);
      expect(resized).toMatchObject({ ...size, channels });
      expect(farthest(resized.pixels, bytes(pixels))).toBe(0);
    },
  );

  it.each(pillow.crops)('by the shorter side, and the middle of it: from $from', ({ from, pixels }) => {
    const image = imageOf(from, 3);
    const crop = cutView(image, centreView(image, torchvision({ resize: 24, crop: 20 })), 'bilinear');
    expect(farthest(crop.pixels, bytes(pixels))).toBe(0);
  });
});

describe('an image that takes another shape', () => {
  /** A white frame of one pixel about a black middle, twice as wide as high. */
  const framed: Image = {
    height: 10,
    width: 20,
    channels: 1,
    pixels: Uint8Array.from({ length: 200 }, (_, index) => {
      const [x, y] = [index % 20, Math.floor(index / 20)];
      return x === 0 || y === 0 || x === 19 || y === 9 ? 255 : 0;
    }),
  };
  const cover = (image: Image, size: Size) => cutView(image, coveringView(image, size), 'bilinear');
  const fitted = (fit: Preprocessing['resize']['fit'], side: number) => {
    const preprocessing: Preprocessing = { ...torchvision(), resize: { fit, side }, crop: [side, side] };
    return cutView(framed, centreView(framed, preprocessing), 'bilinear');
  };
  const corners = ({ pixels, width, height }: Image) => [
    pixels[0],
    pixels[(height - 1) * width],
    pixels[width - 1],
  ];

  it('is cut at its longer sides', () => {
    const cut = cover(framed, { height: 10, width: 10 });
    expect([...cut.pixels.subarray(0, 10)]).toEqual(Array(10).fill(255));
    expect([...cut.pixels.subarray(10, 20)]).toEqual(Array(10).fill(0));
  });

  it('keeps all of itself when it is squashed', () => {
    const squashed = fitted('squash', 10);
    for (const corner of corners(squashed)) expect(corner).toBeGreaterThan(100);
  });

  it('keeps all of itself in its proportions when it is padded', () => {
    const padded = fitted('pad', 20);
    expect([...padded.pixels.subarray(0, 5 * 20)]).toEqual(Array(100).fill(0));
    expect([...padded.pixels.subarray(5 * 20, 6 * 20)]).toEqual(Array(20).fill(255));
    expect(padded.pixels[15 * 20]).toBe(0);
  });

  it('of 3000 x 10 pixels costs no more than the part that is kept', () => {
    const wide: Image = { height: 10, width: 3000, channels: 1, pixels: new Uint8Array(30_000).fill(9) };
    const cut = cover(wide, { height: 224, width: 224 });
    expect(cut.pixels).toEqual(new Uint8Array(224 * 224).fill(9));
  });
});
