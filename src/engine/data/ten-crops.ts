import type { Preprocessing } from '#models/preprocessing.ts';
import type { Size } from './resample.ts';
import { resizedFor, type View } from './views.ts';

/**
 * The four corners and the middle of an image that is resized as the net's preprocessing says, and the five mirrored
 * (Krizhevsky et al. 2012, section 4.1). The image must not come out smaller than the net's input.
 */
export function tenCrops(image: Size, preprocessing: Preprocessing): readonly View[] {
  const resized = resizedFor(image, preprocessing);
  const [height, width] = preprocessing.crop;
  const bottom = resized.height - height;
  const right = resized.width - width;
  const places = [
    [0, 0],
    [0, right],
    [bottom, 0],
    [bottom, right],
    // Rounded as torchvision's centre crop is, to the even number.
    [halfToEven(bottom), halfToEven(right)],
  ] as const;
  return [false, true].flatMap((isMirrored) =>
    places.map(([top, left]) => ({ resized, window: { top, left, height, width }, isMirrored })),
  );
}

function halfToEven(value: number): number {
  const half = Math.floor(value / 2);
  return value % 2 !== 0 && half % 2 !== 0 ? half + 1 : half;
}
