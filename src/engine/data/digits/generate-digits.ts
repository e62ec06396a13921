import { type GeneratingOptions, generateImages } from '#engine/data/generating.ts';
import type { MemoryImages } from '#engine/data/image-set.ts';
import { FRAME } from '#engine/data/mass-centre.ts';
import { drawDigit } from './handwriting.ts';
import { PenPath } from './pen-path.ts';

/**
 * Draws handwriting-like digits, 28 x 28 x 1 as MNIST's, equally many of each class to within one, in random order.
 * @throws the signal's reason when aborted.
 */
export function generateDigits(options: GeneratingOptions): Promise<MemoryImages> {
  const path = new PenPath();
  const shape = { height: FRAME, width: FRAME, channels: 1 };
  const draw = (label: number, random: Parameters<typeof drawDigit>[2]) => drawDigit(path, label, random);
  return generateImages({ ...shape, numClasses: 10, slice: 100, draw }, options);
}
