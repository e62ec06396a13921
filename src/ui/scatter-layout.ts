/** A span of values along an axis, and how they spread over it. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
}

/** A scale that holds all values with some room; a logarithmic one needs them above 0. */
export function scaleFor(values: readonly number[], isLog: boolean, from?: number): Scale {
  if (values.length === 0) return { low: isLog ? 1 : 0, high: 10, isLog };
  const [low, high] = [from ?? Math.min(...values), Math.max(...values)];
  if (isLog) return { low: low / 1.5, high: high * 1.5, isLog };
  const room = high === low ? 1 : (high - low) * 0.08;
  return { low: from ?? low - room, high: high + room, isLog };
}

/** Where a value lies on a scale, 0 to 1. */
export function position({ low, high, isLog }: Scale, value: number): number {
  return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

const MANTISSAS = [1, 2, 5];

/** Round values within the scale, at most about `count` of them; whole ones where `isWhole`. */
export function ticks({ low, high, isLog }: Scale, count: number, isWhole = false): readonly number[] {
  if (isLog) {
    const all: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      all.push(...MANTISSAS.map((mantissa) => mantissa * 10 ** power));
    }
    const inside = all.filter((value) => value >= low && value <= high);
    return inside.length <= count ? inside : inside.filter((value) => Number.isInteger(Math.log10(value)));
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power, isWhole ? 1 : 0);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
}

export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface PlacedLabel {
  /** The point's place in the list. */
  readonly index: number;
  readonly x: number;
  /** Of the text's baseline. */
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** About how wide a letter is, as a part of the size of the type. */
const LETTER = 0.6;
/** By so many times a label is nearer to its own point than to any other. */
const CLEARLY_NEARER = 1.4;

/**
 * Labels beside their points that cover neither a point nor each other, nor leave the frame, and that are clearly nearer
 * to their own point than to any other; points for whose label there is no such place go without. All in pixels.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  frame: { readonly width: number; readonly height: number },
  fontSize: number,
): readonly PlacedLabel[] {
  const marker = fontSize / 2;
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - marker,
    right: x + marker,
    top: y - marker,
    bottom: y + marker,
  }));
  const placed: PlacedLabel[] = [];
  for (const [index, point] of points.entries()) {
    const width = point.label.length * fontSize * LETTER;
    for (const [anchor, dy] of PLACES) {
      const beside = { start: marker + 3, middle: 0, end: -marker - 3 }[anchor];
      const x = point.x + beside;
      const left = x - { start: 0, middle: width / 2, end: width }[anchor];
      const y = point.y + dy * fontSize + 0.35 * fontSize;
      const box = { left, right: left + width, top: y - 0.8 * fontSize, bottom: y + 0.2 * fontSize };
      const isInside =
        box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      const own = distance(point, box);
      const isAmbiguous = points.some(
        (other) => other !== point && distance(other, box) < own * CLEARLY_NEARER,
      );
      if (isAmbiguous) continue;
      taken.push(box);
      placed.push({ index, x, y, anchor });
      break;
    }
  }
  return placed;
}

/** Where a label is tried: right, left, then higher and lower. */
const PLACES = [
  ['start', 0],
  ['end', 0],
  ['middle', -1.1],
  ['middle', 1.1],
  ['start', -0.7],
  ['start', 0.7],
  ['end', -0.7],
  ['end', 0.7],
] as const;

/** From a point to the nearest edge of a box. */
function distance({ x, y }: LabelledPoint, { left, right, top, bottom }: Box): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
