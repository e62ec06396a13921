import type { Random } from '#engine/random.ts';
import type { Augmentation } from '#models/recipe.ts';
import type { ImageShape } from './image-set.ts';

/** Whether an image may differ from its source. */
export function changesImages({ shiftPixels, rotationDegrees, scaleFraction, flip }: Augmentation): boolean {
  return shiftPixels !== 0 || rotationDegrees !== 0 || scaleFraction !== 0 || flip;
}

/**
 * Writes `source`, one image, into `target`: shifted, turned, scaled and mirrored at random about its centre; what
 * comes from outside the image is 0.
 */
export function augment(
  source: Uint8Array,
  target: Uint8Array,
  { height, width, channels }: ImageShape,
  augmentation: Augmentation,
  random: Random,
): void {
  const within = (limit: number) => (2 * random.uniform() - 1) * limit;
  const shiftX = within(augmentation.shiftPixels);
  const shiftY = within(augmentation.shiftPixels);
  const angle = (within(augmentation.rotationDegrees) * Math.PI) / 180;
  const scale = 1 + within(augmentation.scaleFraction);
  const mirror = augmentation.flip && random.below(2) === 1 ? -1 : 1;

  // The inverse map: from a pixel of the result back to a point of the source.
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  let position = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = x - centreX - shiftX;
      const fromY = y - centreY - shiftY;
      const sourceX = mirror * (cos * fromX + sin * fromY) + centreX;
      const sourceY = cos * fromY - sin * fromX + centreY;
      for (let channel = 0; channel < channels; channel++) {
        target[position++] = bilinear(source, height, width, channels, sourceX, sourceY, channel);
      }
    }
  }
}

function bilinear(
  source: Uint8Array,
  height: number,
  width: number,
  channels: number,
  x: number,
  y: number,
  channel: number,
): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= width || top >= height) return 0;
  const right = x - left;
  const below = y - top;
  const hasLeft = left >= 0;
  const hasRight = left + 1 < width;
  const start = (top * width + left) * channels + channel;
  let value = 0;
  if (top >= 0) {
    if (hasLeft) value += source[start]! * (1 - right) * (1 - below);
    if (hasRight) value += source[start + channels]! * right * (1 - below);
  }
  if (top + 1 < height) {
    const next = start + width * channels;
    if (hasLeft) value += source[next]! * (1 - right) * below;
    if (hasRight) value += source[next + channels]! * right * below;
  }
  return Math.round(value);
}
