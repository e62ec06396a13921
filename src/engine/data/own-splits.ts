import { Random } from '#engine/random.ts';
import { itemAt } from '#models/lookup.ts';
import type { DataNote } from '#protocol/data.ts';
import { bytesPerImage, MemoryImages } from './image-set.ts';
import type { Splits } from './loading.ts';
import { stratifiedSplit } from './split.ts';

/** Splits as a person's files name them. */
export interface OwnParts {
  readonly train?: MemoryImages | undefined;
  readonly validation?: MemoryImages | undefined;
  readonly test?: MemoryImages | undefined;
}

const HELD_OUT = 0.2;
/** The same files give the same split. */
const SEED = 1;

/**
 * The two splits that a set has here. Validation images are the test split where there is none, and else training
 * images, of which a run holds out its own. Without either, a fifth of each class is held out.
 */
export function ownSplits({ train, validation, test }: OwnParts): {
  readonly splits: Splits;
  readonly notes: readonly DataNote[];
} {
  const parts = [train, validation, test].filter((part) => part !== undefined);
  if (parts.length < 3) {
    const [larger, smaller] = [itemAt(parts, 0), parts[1]];
    if (smaller === undefined) return heldOut(larger);
    if (test !== undefined) return { splits: { train: larger, test }, notes: [] };
  }
  if (train === undefined || validation === undefined) throw new Error('of three parts one is missing');
  const details = { count: validation.count };
  if (test === undefined)
    return { splits: { train, test: validation }, notes: [{ kind: 'validationIsTest', details }] };
  return {
    splits: { train: joined([train, validation]), test },
    notes: [{ kind: 'validationJoined', details }],
  };
}

function heldOut(images: MemoryImages): { splits: Splits; notes: readonly DataNote[] } {
  const { train, validation } = stratifiedSplit(images.labels, HELD_OUT, new Random(SEED));
  return {
    splits: { train: subset(images, train), test: subset(images, validation) },
    notes: [{ kind: 'testHeldOut', details: { count: validation.length } }],
  };
}

function subset(images: MemoryImages, indices: Uint32Array): MemoryImages {
  const pixels = new Uint8Array(indices.length * bytesPerImage(images));
  images.read(indices, pixels);
  const labels = new Uint16Array(indices.length);
  for (const [slot, index] of indices.entries()) labels[slot] = images.labels[index] ?? 0;
  const { originals } = images;
  const kept = originals && Array.from(indices, (index) => itemAt(originals, index));
  return new MemoryImages(images, pixels, labels, kept);
}

/** One after the other; all must be of one size. */
export function joined(parts: readonly MemoryImages[]): MemoryImages {
  const first = itemAt(parts, 0);
  if (parts.length === 1) return first;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const pixels = new Uint8Array(count * bytesPerImage(first));
  const labels = new Uint16Array(count);
  let at = 0;
  for (const part of parts) {
    pixels.set(part.pixels, at * bytesPerImage(part));
    labels.set(part.labels, at);
    at += part.count;
  }
  const originals = parts.flatMap((part) => part.originals ?? []);
  return new MemoryImages(first, pixels, labels, originals.length === count ? originals : undefined);
}
