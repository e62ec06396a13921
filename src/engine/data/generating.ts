import { yieldToMessages } from '#engine/event-loop.ts';
import { Random } from '#engine/random.ts';
import { bytesPerImage, type ImageShape, MemoryImages } from './image-set.ts';

export interface GeneratingOptions {
  readonly count: number;
  /** Whole number from 0 to 2^32 - 1: the same seed draws the same images. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What draws the images of a set. */
export interface Generator extends ImageShape {
  readonly numClasses: number;
  /** Images drawn before messages are let in: a few milliseconds' worth. */
  readonly slice: number;
  /** @param random the set's own generator, that of the labels; a generator for the image alone is `random.at(index)`. */
  draw(label: number, random: Random, index: number): Uint8Array;
}

/**
 * Draws equally many images of each class to within one, in random order.
 * @throws the signal's reason when aborted.
 */
export async function generateImages(
  generator: Generator,
  { count, seed, signal, onProgress }: GeneratingOptions,
): Promise<MemoryImages> {
  const { numClasses, slice } = generator;
  const random = new Random(seed);
  const labels = Uint16Array.from(shuffledPlaces(count, random), (place) => place % numClasses);
  const size = bytesPerImage(generator);
  const pixels = new Uint8Array(count * size);
  for (const [index, label] of labels.entries()) {
    if (index % slice === 0) {
      onProgress?.(index, count);
      await yieldToMessages();
      signal?.throwIfAborted();
    }
    pixels.set(generator.draw(label, random, index), index * size);
  }
  onProgress?.(count, count);
  return new MemoryImages(generator, pixels, labels);
}

function shuffledPlaces(count: number, random: Random): Uint32Array {
  const places = Uint32Array.from({ length: count }, (_, index) => index);
  random.shuffle(places);
  return places;
}
