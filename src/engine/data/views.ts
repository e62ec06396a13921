import type { Interpolation, Preprocessing } from '#models/preprocessing.ts';
import { type Image, resample, type Size, type Window } from './resample.ts';

/** What a net sees of an image: the image resized, a window of that, perhaps mirrored. Outside the image is black. */
export interface View {
  readonly resized: Size;
  readonly window: Window;
  /** Left and right. */
  readonly isMirrored: boolean;
}

/** The views to take of an image of a size, such as ten crops. */
export type ViewsOf = (image: Size) => readonly View[];

/** The shorter side comes to `side`; the longer one is cut to a whole number, as torchvision does. */
export function shorterSideSize({ height, width }: Size, side: number): Size {
  return height <= width
    ? { height: side, width: Math.trunc((side * width) / height) }
    : { height: Math.trunc((side * height) / width), width: side };
}

/** The size that an image is brought to before anything is cut out of it. */
export function resizedFor(image: Size, { resize: { fit, side } }: Preprocessing): Size {
  switch (fit) {
    case 'shorterSide':
      return shorterSideSize(image, side);
    case 'squash':
      return { height: side, width: side };
    case 'pad':
      return longerSideSize(image, side);
  }
}

/** The middle of an image, as a net's preprocessing has it. */
export function centreView(image: Size, preprocessing: Preprocessing): View {
  const [height, width] = preprocessing.crop;
  return middle(resizedFor(image, preprocessing), { height, width });
}

/** The whole of an image but for what its longer side has too much of. */
export function coveringView(image: Size, size: Size): View {
  const scale = Math.max(size.height / image.height, size.width / image.width);
  const covering = (side: number, least: number) => Math.max(least, Math.trunc(side * scale));
  const resized = { height: covering(image.height, size.height), width: covering(image.width, size.width) };
  return middle(resized, size);
}

function middle(resized: Size, size: Size): View {
  const window: Window = {
    top: halfTowardsEven(resized.height - size.height),
    left: halfTowardsEven(resized.width - size.width),
    ...size,
  };
  return { resized, window, isMirrored: false };
}

function longerSideSize({ height, width }: Size, side: number): Size {
  const scale = side / Math.max(height, width);
  const within = (length: number) => Math.min(side, Math.max(1, Math.round(length * scale)));
  return { height: within(height), width: within(width) };
}

/** As Python rounds, and so torchvision's centre crop; what is missing on both sides is a whole number on the first. */
function halfTowardsEven(value: number): number {
  const half = value / 2;
  if (value < 0) return Math.ceil(half);
  const rounded = Math.round(half);
  return rounded - half === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Of the resized image only what the view needs is computed. */
export function cutView(
  image: Image,
  { resized, window, isMirrored }: View,
  interpolation: Interpolation,
): Image {
  const inside = withinImage(window, resized);
  const found = inside && resample(image, resized, interpolation, inside);
  const isWhole = found?.height === window.height && found.width === window.width;
  const cut = isWhole ? found : onBlack(found, inside, window, image.channels);
  return isMirrored ? mirrored(cut) : cut;
}

/** Undefined where a window lies outside altogether. */
function withinImage({ top, left, height, width }: Window, image: Size): Window | undefined {
  const inside = {
    top: Math.max(0, top),
    left: Math.max(0, left),
    height: Math.min(image.height, top + height) - Math.max(0, top),
    width: Math.min(image.width, left + width) - Math.max(0, left),
  };
  return inside.height > 0 && inside.width > 0 ? inside : undefined;
}

function onBlack(
  part: Image | undefined,
  place: Window | undefined,
  window: Window,
  channels: number,
): Image {
  const { height, width } = window;
  const pixels = new Uint8Array(height * width * channels);
  if (part !== undefined && place !== undefined) {
    const rowBytes = part.width * channels;
    for (let y = 0; y < part.height; y++) {
      const to = ((place.top - window.top + y) * width + place.left - window.left) * channels;
      pixels.set(part.pixels.subarray(y * rowBytes, (y + 1) * rowBytes), to);
    }
  }
  return { height, width, channels, pixels };
}

function mirrored({ height, width, channels, pixels }: Image): Image {
  const result = new Uint8Array(pixels.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = width - 1; x >= 0; x--) {
      const from = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) result[to++] = pixels[from + channel]!;
    }
  }
  return { height, width, channels, pixels: result };
}

/** Grey from colours as Pillow makes it (ITU-R 601-2), and the same grey three times from grey. */
export function inChannels(image: Image, channels: number): Image {
  const { height, width, pixels } = image;
  if (image.channels === channels) return image;
  const result = new Uint8Array(height * width * channels);
  if (channels === 1) {
    for (let to = 0, from = 0; to < result.length; to++, from += 3) {
      const sum = pixels[from]! * 19595 + pixels[from + 1]! * 38470 + pixels[from + 2]! * 7471 + 0x8000;
      result[to] = sum >> 16;
    }
  } else {
    for (let from = 0; from < pixels.length; from++) {
      result.fill(pixels[from]!, from * channels, (from + 1) * channels);
    }
  }
  return { height, width, channels, pixels: result };
}
