import { baseName } from '#engine/data/file-tree.ts';
import { type ImageShape, MemoryImages } from '#engine/data/image-set.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { DataNote } from '#protocol/data.ts';
import type { NpyArray, NpyValues } from './npy.ts';

export interface NamedArray extends NpyArray {
  /** Its file's path. */
  readonly name: string;
}

export interface ArrayImages {
  readonly images: MemoryImages;
  readonly notes: readonly DataNote[];
}

/** Of labels as numbers, so that a stray one does not make a million classes. */
const MOST_CLASSES = 4096;
/** Images may have so many channels: grey, colour, colour with transparency. */
const CHANNELS = [1, 3, 4];

export type ArraySplit = 'train' | 'validation' | 'test';

export function splitOfName(name: string): ArraySplit {
  const base = baseName(name);
  if (/test|t10k/i.test(base)) return 'test';
  return /val/i.test(base) ? 'validation' : 'train';
}

/** Images have three or four dimensions; labels one, or two with a single column or one for each class. */
export function isImageArray({ shape }: NpyArray): boolean {
  return shape.length === 3 || shape.length === 4;
}

/**
 * Images and their labels from arrays: N x height x width, with channels last or first. Floats are taken to lie from 0
 * to 1, from -1 to 1 or from 0 to 255, whichever is the smallest that holds them all. Transparency is laid on white.
 * @throws EngineFailure 'arrayUnsupported', 'fileCountsDisagree', 'fileLabelOutOfRange', 'fileEmpty'.
 */
export function imagesOfArrays(images: NamedArray, labels: NamedArray): ArrayImages {
  const { count, shape, isPlanar } = layoutOf(images);
  const numbers = labelsOf(labels);
  if (count === 0) throw new EngineFailure('fileEmpty', { file: images.name });
  if (numbers.length !== count) {
    const details = { file: labels.name, other: images.name, expected: count, found: numbers.length };
    throw new EngineFailure('fileCountsDisagree', details);
  }
  const { bytes, notes } = bytesOf(images);
  const inOrder = isPlanar ? interleaved(bytes, count, shape) : bytes;
  const { height, width, channels } = shape;
  const pixels = channels === 4 ? onWhite(inOrder) : inOrder;
  const shown = { height, width, channels: channels === 4 ? 3 : channels };
  return { images: new MemoryImages(shown, pixels, numbers), notes };
}

interface ArrayLayout {
  readonly count: number;
  readonly shape: ImageShape;
  /** Channels before rows, as PyTorch has them. */
  readonly isPlanar: boolean;
}

function layoutOf({ name, shape }: NamedArray): ArrayLayout {
  const [count, a, b, c = 1] = shape as [number, number, number, number?];
  const isLast = CHANNELS.includes(c);
  const isPlanar = !isLast && CHANNELS.includes(a);
  const found = isPlanar ? { height: b, width: c, channels: a } : { height: a, width: b, channels: c };
  if (!(isLast || isPlanar) || found.height === 0 || found.width === 0) {
    throw new EngineFailure('arrayUnsupported', {
      file: name,
      expected: 'N x H x W (x 1, 3, 4)',
      found: shape.join(' x '),
    });
  }
  return { count, shape: found, isPlanar };
}

function bytesOf({ name, values }: NamedArray): { bytes: Uint8Array; notes: readonly DataNote[] } {
  if (values instanceof Uint8Array) return { bytes: values, notes: [] };
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (!Number.isFinite(value)) {
      throw new EngineFailure('arrayUnsupported', { file: name, expected: '0 - 255', found: `${value}` });
    }
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const isWhole = !(values instanceof Float32Array || values instanceof Float64Array);
  const ranges: readonly (readonly [number, number])[] = isWhole
    ? [
        [0, 255],
        [0, 65535],
      ]
    : [
        [0, 1],
        [-1, 1],
        [0, 255],
      ];
  const range = ranges.find(([from, to]) => least >= from && most <= to);
  if (!range) {
    const found = `${least} - ${most}`;
    throw new EngineFailure('arrayUnsupported', { file: name, expected: '0 - 1, -1 - 1, 0 - 255', found });
  }
  const [from, to] = range;
  const scale = 255 / (to - from);
  const bytes = new Uint8Array(values.length);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Math.round((Number(values[index]) - from) * scale);
  }
  return { bytes, notes: [{ kind: 'pixelsScaled', details: { from, to } }] };
}

function interleaved(planar: Uint8Array, count: number, { height, width, channels }: ImageShape): Uint8Array {
  const plane = height * width;
  const pixels = new Uint8Array(planar.length);
  let to = 0;
  for (let image = 0; image < count; image++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        pixels[to++] = planar[(image * channels + channel) * plane + pixel]!;
      }
    }
  }
  return pixels;
}

function onWhite(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    const alpha = rgba[from + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to++] = Math.round(rgba[from + channel]! * alpha + 255 * (1 - alpha));
    }
  }
  return rgb;
}

function labelsOf({ name, shape, values }: NamedArray): Uint16Array {
  const columns = shape.length === 2 ? shape[1]! : 1;
  if (!(shape.length === 1 || shape.length === 2) || columns === 0) {
    throw new EngineFailure('arrayUnsupported', { file: name, expected: 'N', found: shape.join(' x ') });
  }
  const labels = new Uint16Array(shape[0]!);
  for (let index = 0; index < labels.length; index++) {
    const label = columns === 1 ? Number(values[index]) : largest(values, index * columns, columns);
    if (!(Number.isInteger(label) && label >= 0 && label < MOST_CLASSES)) {
      const details = { file: name, expected: `0 - ${MOST_CLASSES - 1}`, found: label, position: index };
      throw new EngineFailure('fileLabelOutOfRange', details);
    }
    labels[index] = label;
  }
  return labels;
}

/** The class whose column is greatest, of labels that are one column for each class. */
function largest(values: NpyValues, start: number, count: number): number {
  let best = 0;
  for (let column = 1; column < count; column++) {
    if (values[start + column]! > values[start + best]!) best = column;
  }
  return best;
}
