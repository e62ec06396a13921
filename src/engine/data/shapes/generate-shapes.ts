import { type GeneratingOptions, generateImages } from '#engine/data/generating.ts';
import type { MemoryImages } from '#engine/data/image-set.ts';
import { OUTLINES } from './outlines.ts';
import { drawScene, SIDE } from './scene.ts';
import { TEXTURES } from './textures.ts';

/** One shape, and two side by side. */
const ARRANGEMENTS = 2;
/** Every outline in every texture and arrangement. */
export const SHAPE_CLASSES = OUTLINES.length * TEXTURES.length * ARRANGEMENTS;

/**
 * Draws coloured scenes of textured shapes, 32 x 32 x 3, equally many of each class to within one, in random order.
 * Each image follows from the seed and its index alone.
 * @throws the signal's reason when aborted.
 */
export function generateShapes(options: GeneratingOptions): Promise<MemoryImages> {
  return generateImages(
    {
      height: SIDE,
      width: SIDE,
      channels: 3,
      numClasses: SHAPE_CLASSES,
      slice: 20,
      draw: (label, random, index) => drawScene(label, random.at(index)),
    },
    options,
  );
}
