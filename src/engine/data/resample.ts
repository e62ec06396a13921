import type { Interpolation } from '#models/preprocessing.ts';
import type { ImageShape } from './image-set.ts';

/** One image as bytes: height x width x channels. */
export interface Image extends ImageShape {
  readonly pixels: Uint8Array;
}

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** A part of an image, in its pixels. */
export interface Window extends Size {
  readonly top: number;
  readonly left: number;
}

interface Kernel {
  /** How far it reaches to either side, at the result's own scale. */
  readonly support: number;
  weight(distance: number): number;
}

const KERNELS: Readonly<Record<Interpolation, Kernel>> = {
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: { support: 2, weight: cubic },
};

/** Keys' cubic with a = -0.5. */
function cubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** Weights are whole numbers of 2^-22, so that a sum of bytes stays within 32 bits. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * Resizes to `size` as Pillow does (Resample.c): the kernel grows with the reduction, so nothing is skipped; along rows
 * first, then along columns, in integers, rounded to bytes between them.
 * @param window the part of the result that is wanted; the rest is not computed.
 */
export function resample(image: Image, size: Size, interpolation: Interpolation, window?: Window): Image {
  const { top, left, height, width } = window ?? { top: 0, left: 0, ...size };
  const kernel = KERNELS[interpolation];
  const rows = weightsOf(image.height, size.height, top, height, kernel);
  const narrow = alongRows(
    image,
    weightsOf(image.width, size.width, left, width, kernel),
    rows.first,
    rows.end,
  );
  return alongColumns(narrow, rows);
}

/** For each pixel of the result, where its sources begin, how many they are, and their weights. */
interface Weights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly values: Int32Array;
  /** Room for each pixel's weights. */
  readonly stride: number;
  /** The sources that are used at all: from `first` up to but not including `end`. */
  readonly first: number;
  readonly end: number;
}

function weightsOf(sourceSize: number, size: number, from: number, count: number, kernel: Kernel): Weights {
  const scale = sourceSize / size;
  const kernelScale = Math.max(scale, 1);
  const support = sourceSize === size ? 0 : kernel.support * kernelScale;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const values = new Int32Array(count * stride);
  for (let index = 0; index < count; index++) {
    if (support === 0) {
      starts[index] = from + index;
      counts[index] = 1;
      values[index] = 1 << PRECISION_BITS;
      continue;
    }
    const centre = (from + index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(centre + support + 0.5));
    const weights = Array.from({ length: end - start }, (_, position) =>
      kernel.weight((start + position - centre + 0.5) / kernelScale),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    starts[index] = start;
    counts[index] = weights.length;
    weights.forEach((weight, position) => {
      const whole = (weight / sum) * (1 << PRECISION_BITS);
      values[index * stride + position] = Math.trunc(whole < 0 ? whole - 0.5 : whole + 0.5);
    });
  }
  const last = count - 1;
  return { starts, counts, values, stride, first: starts[0]!, end: starts[last]! + counts[last]! };
}

/** Rows `first` to `end` of the source, each resized: row 0 of the result is row `first`. */
function alongRows(
  { pixels, width: sourceWidth, channels }: Image,
  { starts, counts, values, stride }: Weights,
  first: number,
  end: number,
): Image {
  const width = starts.length;
  const height = end - first;
  const result = new Uint8ClampedArray(height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = (first + y) * sourceWidth * channels;
    for (let x = 0; x < width; x++) {
      const count = counts[x]!;
      const weightStart = x * stride;
      const source = row + starts[x]! * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = HALF;
        for (let position = 0, from = source + channel; position < count; position++, from += channels) {
          sum = (sum + pixels[from]! * values[weightStart + position]!) | 0;
        }
        result[to++] = sum >> PRECISION_BITS;
      }
    }
  }
  return { height, width, channels, pixels: new Uint8Array(result.buffer) };
}

/** @param weights count rows of the source from its own first one; here that is row 0. */
function alongColumns(
  { pixels, width, channels }: Image,
  { starts, counts, values, stride, first }: Weights,
): Image {
  const height = starts.length;
  const rowBytes = width * channels;
  const result = new Uint8ClampedArray(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const count = counts[y]!;
    const source = (starts[y]! - first) * rowBytes;
    for (let x = 0; x < rowBytes; x++) {
      let sum = HALF;
      for (let position = 0, from = source + x; position < count; position++, from += rowBytes) {
        sum = (sum + pixels[from]! * values[y * stride + position]!) | 0;
      }
      result[y * rowBytes + x] = sum >> PRECISION_BITS;
    }
  }
  return { height, width, channels, pixels: new Uint8Array(result.buffer) };
}
