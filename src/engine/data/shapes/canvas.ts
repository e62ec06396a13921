import type { Random } from '#engine/random.ts';

/** Red, green and blue, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

export const randomColour = (random: Random): Colour => [
  random.uniform(),
  random.uniform(),
  random.uniform(),
];

/** A colour at least so far from others, where black and white are at a distance of 1; the farthest of some tries. */
export function colourAwayFrom(others: readonly Colour[], least: number, random: Random): Colour {
  let [best, farthest] = [randomColour(random), 0];
  for (let tries = 0; tries < 20 && farthest < least; tries++) {
    const colour = randomColour(random);
    const nearest = Math.min(...others.map((other) => distance(colour, other)));
    if (nearest > farthest) [best, farthest] = [colour, nearest];
  }
  return best;
}

const distance = ([a, b, c]: Colour, [d, e, f]: Colour) => Math.hypot(a - d, b - e, c - f) / Math.sqrt(3);

/** A part of an image. */
export interface Area {
  /** Of the pixel about a point, by its middle; taken as 0 below 0 and as 1 above 1. */
  readonly coverage: (x: number, y: number) => number;
  /** A square outside of which nothing is covered: its middle, and half its side. */
  readonly around?: { readonly x: number; readonly y: number; readonly reach: number };
}

/** A square image in colours of any strength, painted layer over layer. */
export class Canvas {
  readonly #side: number;
  readonly #values: Float32Array;

  constructor(side: number, ground: Colour) {
    this.#side = side;
    this.#values = new Float32Array(side * side * 3);
    for (let at = 0; at < this.#values.length; at++) this.#values[at] = ground[at % 3]!;
  }

  /**
   * Lays a colour over what is there.
   * @param pattern how much of the colour shows at a point, 0 to 1; asked only where it is covered.
   */
  paint(
    { coverage, around }: Area,
    [red, green, blue]: Colour,
    pattern?: (x: number, y: number) => number,
  ): void {
    const values = this.#values;
    const { x: middleX, y: middleY, reach } = around ?? { x: 0, y: 0, reach: this.#side };
    const from = (middle: number) => Math.max(0, Math.floor(middle - reach));
    const to = (middle: number) => Math.min(this.#side, Math.ceil(middle + reach));
    for (let y = from(middleY); y < to(middleY); y++) {
      for (let x = from(middleX); x < to(middleX); x++) {
        const covered = coverage(x + 0.5, y + 0.5);
        if (covered <= 0) continue;
        const part = Math.min(1, covered) * (pattern?.(x + 0.5, y + 0.5) ?? 1);
        const at = (y * this.#side + x) * 3;
        values[at]! += (red - values[at]!) * part;
        values[at + 1]! += (green - values[at + 1]!) * part;
        values[at + 2]! += (blue - values[at + 2]!) * part;
      }
    }
  }

  /** Brightness, and how much more of it there is in one direction than in the middle, at the edge. */
  light(brightness: number, slope: number, angle: number): void {
    const half = this.#side / 2;
    const [cos, sin] = [(slope * Math.cos(angle)) / half, (slope * Math.sin(angle)) / half];
    for (let y = 0, at = 0; y < this.#side; y++) {
      for (let x = 0; x < this.#side; x++) {
        const factor = brightness * (1 + cos * (x + 0.5 - half) + sin * (y + 0.5 - half));
        for (let channel = 0; channel < 3; channel++) this.#values[at++]! *= factor;
      }
    }
  }

  /** Height x width x RGB; with noise of a deviation, where white is 1. */
  bytes(noise: number, random: Random): Uint8Array {
    const bytes = new Uint8ClampedArray(this.#values.length);
    for (const [at, value] of this.#values.entries()) bytes[at] = 255 * (value + noise * random.normal());
    return new Uint8Array(bytes.buffer);
  }
}
