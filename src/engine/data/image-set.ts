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
  /** Copies the images at `indices` one after the other into `out`; a promise where they do not lie in memory. */
  read(indices: Uint32Array, out: Uint8Array): void | Promise<void>;
}

/** Mean and deviation of the training pixels, scaled to 0 to 1, one for each channel: what images are normalised with. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
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

  constructor({ height, width, channels }: ImageShape, pixels: Uint8Array, labels: Uint16Array) {
    this.count = labels.length;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
    this.labels = labels;
  }

  read(indices: Uint32Array, out: Uint8Array): void {
    const size = bytesPerImage(this);
    for (const [slot, index] of indices.entries()) {
      out.set(this.pixels.subarray(index * size, (index + 1) * size), slot * size);
    }
  }
}
