import { MemoryImages } from '#engine/data/image-set.ts';
import { FRAME } from '#engine/data/mass-centre.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import { Random } from '#engine/random.ts';
import { drawDigit } from './handwriting.ts';
import { PenPath } from './pen-path.ts';

/** Digits drawn before messages are let in: a few milliseconds' worth. */
const SLICE = 100;

export interface GeneratingOptions {
  readonly count: number;
  /** Whole number from 0 to 2^32 - 1: the same seed draws the same images. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Draws handwriting-like digits, 28 x 28 x 1 as MNIST's, equally many of each class to within one, in random order.
 * @throws the signal's reason when aborted.
 */
export async function generateDigits({
  count,
  seed,
  signal,
  onProgress,
}: GeneratingOptions): Promise<MemoryImages> {
  const random = new Random(seed);
  const labels = Uint16Array.from(shuffledPlaces(count, random), (place) => place % 10);
  const pixels = new Uint8Array(count * FRAME * FRAME);
  const path = new PenPath();
  for (let index = 0; index < count; index++) {
    if (index % SLICE === 0) {
      onProgress?.(index, count);
      await yieldToMessages();
      signal?.throwIfAborted();
    }
    pixels.set(drawDigit(path, labels[index]!, random), index * FRAME * FRAME);
  }
  onProgress?.(count, count);
  return new MemoryImages({ height: FRAME, width: FRAME, channels: 1 }, pixels, labels);
}

function shuffledPlaces(count: number, random: Random): Uint32Array {
  const places = Uint32Array.from({ length: count }, (_, index) => index);
  random.shuffle(places);
  return places;
}
