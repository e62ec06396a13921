import { type Image, type Interpolation, resample, type Size, type Window } from './resample.ts';

/**
 * How an image takes another shape: its shorter side fits and the middle is cut out, its sides are stretched, or its
 * longer side fits and the rest is filled.
 */
export type Fitting = 'crop' | 'squash' | 'pad';

const PADDING = 0;

export function fitImage(image: Image, size: Size, fitting: Fitting, interpolation: Interpolation): Image {
  switch (fitting) {
    case 'crop':
      return centreCrop(image, coveringSize(image, size), size, interpolation);
    case 'squash':
      return resample(image, size, interpolation);
    case 'pad':
      return padded(image, size, interpolation);
  }
}

/** The shorter side comes to `side`; the longer one is cut to a whole number, as torchvision does. */
export function shorterSideSize({ height, width }: Size, side: number): Size {
  return height <= width
    ? { height: side, width: Math.trunc((side * width) / height) }
    : { height: Math.trunc((side * height) / width), width: side };
}

/** Resizes to `resized` and cuts `crop` from the middle, of which alone pixels are computed. */
export function centreCrop(image: Image, resized: Size, crop: Size, interpolation: Interpolation): Image {
  const window: Window = {
    top: halfToEven((resized.height - crop.height) / 2),
    left: halfToEven((resized.width - crop.width) / 2),
    ...crop,
  };
  return resample(image, resized, interpolation, window);
}

/** The smallest size of the image's proportions that covers another. */
function coveringSize({ height, width }: Size, size: Size): Size {
  const scale = Math.max(size.height / height, size.width / width);
  const covering = (side: number, least: number) => Math.max(least, Math.trunc(side * scale));
  return { height: covering(height, size.height), width: covering(width, size.width) };
}

function padded(image: Image, size: Size, interpolation: Interpolation): Image {
  const scale = Math.min(size.height / image.height, size.width / image.width);
  const within = (side: number, most: number) => Math.min(most, Math.max(1, Math.round(side * scale)));
  const inner = { height: within(image.height, size.height), width: within(image.width, size.width) };
  const { pixels, channels } = resample(image, inner, interpolation);
  const result = new Uint8Array(size.height * size.width * channels).fill(PADDING);
  const top = Math.floor((size.height - inner.height) / 2);
  const left = Math.floor((size.width - inner.width) / 2);
  const rowBytes = inner.width * channels;
  for (let y = 0; y < inner.height; y++) {
    const row = pixels.subarray(y * rowBytes, (y + 1) * rowBytes);
    result.set(row, ((top + y) * size.width + left) * channels);
  }
  return { ...size, channels, pixels: result };
}

/** As Python rounds, and so torchvision's centre crop. */
function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
