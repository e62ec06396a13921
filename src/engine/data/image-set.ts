import type { DatasetConfig } from '#protocol/data.ts';

/** Height, width and channels of every image of a set; bytes are stored in that order (HWC). */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Labelled images, wherever they lie. */
export interface ImageSet extends ImageShape {
  readonly count: number;
  /** Class of each image. */
  readonly labels: Uint16Array;
  /** The image files that they were resized from, where they were. */
  readonly originals?: readonly Blob[] | undefined;
  /** Copies the images at `indices` one after the other into `out`; a promise where they do not lie in memory. */
  read(indices: Uint32Array, out: Uint8Array): void | Promise<void>;
}

/** What images are normalised with: mean and deviation of pixels scaled to 0 to 1, one for each channel of the input. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** The order in which the net takes channels; images are stored as RGB. */
  readonly channelOrder?: 'rgb' | 'bgr';
}

/** What is loaded: both splits of a set, and what a run on it names it by. */
export interface Dataset {
  readonly config: DatasetConfig;
  readonly classNames: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
  readonly normalisation: Normalisation;
}

export function bytesPerImage({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** Images that lie in memory: `pixels` is count x height x width x channels (NHWC). */
export class MemoryImages implements ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint16Array;
  readonly originals: readonly Blob[] | undefined;

  constructor(
    { height, width, channels }: ImageShape,
    pixels: Uint8Array,
    labels: Uint16Array,
    originals?: readonly Blob[],
  ) {
    this.count = labels.length;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
    this.labels = labels;
    this.originals = originals;
  }

  read(indices: Uint32Array, out: Uint8Array): void {
    const size = bytesPerImage(this);
    for (const [slot, index] of indices.entries()) {
      out.set(this.pixels.subarray(index * size, (index + 1) * size), slot * size);
    }
  }
}
