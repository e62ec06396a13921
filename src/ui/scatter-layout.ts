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
  readonly anchor: 'start' | 'end';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Labels beside their points that cover neither a point nor each other, nor leave the frame; points for whose label
 * there is no room go without. All in pixels.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  frame: { readonly width: number; readonly height: number },
  fontSize: number,
): readonly PlacedLabel[] {
  const marker = 6;
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - marker,
    right: x + marker,
    top: y - marker,
    bottom: y + marker,
  }));
  const placed: PlacedLabel[] = [];
  for (const [index, { x, y, label }] of points.entries()) {
    const width = label.length * fontSize * 0.58;
    for (const [anchor, dy] of PLACES) {
      const edge = anchor === 'start' ? x + marker + 3 : x - marker - 3;
      const left = anchor === 'start' ? edge : edge - width;
      const baseline = y + dy * fontSize + 0.35 * fontSize;
      const box = {
        left,
        right: left + width,
        top: baseline - 0.8 * fontSize,
        bottom: baseline + 0.2 * fontSize,
      };
      const isInside =
        box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push({ index, x: edge, y: baseline, anchor });
      break;
    }
  }
  return placed;
}

/** Where a label is tried: right, left, then higher and lower. */
const PLACES = [
  ['start', 0],
  ['end', 0],
  ['start', -0.9],
  ['start', 0.9],
  ['end', -0.9],
  ['end', 0.9],
] as const;

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
