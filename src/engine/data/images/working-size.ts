import type { FileTree, TreeFile } from '#engine/data/file-tree.ts';
import type { Size } from '#engine/data/resample.ts';
import { itemAt } from '#models/lookup.ts';
import { sizeInHeader } from './image-header.ts';

/** So many images are looked at, spread over all. */
const SAMPLES = 64;
/** A photograph's size stands behind what cameras and editors say of it. */
const HEADER_BYTES = 256 * 1024;
/** Images that are all of one size up to this keep it. */
const LARGEST_KEPT = 128;
/** What the nets of the zoo were made for, and between. */
const SIDES = [224, 160, 128, 96, 64, 48, 32];
/** What a tab holds beside the net. */
const MOST_BYTES = 768 * 1024 * 1024;

export interface WorkingSize extends Size {
  /** Whether images of other sizes have been seen. */
  readonly isResized: boolean;
}

/**
 * The size that images are kept at: their own, where they all have the same small one; else the largest square that
 * half of them fill and that leaves room for all.
 */
export async function workingSize(
  tree: FileTree,
  files: readonly TreeFile[],
  { signal, mostBytes }: { readonly signal?: AbortSignal | undefined; readonly mostBytes: number },
): Promise<WorkingSize> {
  const step = Math.max(1, Math.floor(files.length / SAMPLES));
  const samples = files.filter((_, index) => index % step === 0).slice(0, SAMPLES);
  const sizes: Size[] = [];
  for await (const { bytes } of tree.read(samples, { signal, mostBytes, upTo: HEADER_BYTES })) {
    const size = bytes && sizeInHeader(bytes);
    if (size) sizes.push(size);
  }
  return chooseSize(sizes, files.length);
}

export function chooseSize(sizes: readonly Size[], count: number): WorkingSize {
  const [first] = sizes;
  const fits = ({ height, width }: Size) => count * height * width * 3 <= MOST_BYTES;
  if (
    first &&
    Math.max(first.height, first.width) <= LARGEST_KEPT &&
    fits(first) &&
    sizes.every(({ height, width }) => height === first.height && width === first.width)
  ) {
    return { ...first, isResized: false };
  }
  const shorter = sizes.map(({ height, width }) => Math.min(height, width)).toSorted((a, b) => a - b);
  const median = shorter[Math.floor(shorter.length / 2)] ?? 0;
  const side = SIDES.find((one) => one <= median && fits({ height: one, width: one })) ?? itemAt(SIDES, -1);
  return { height: side, width: side, isResized: true };
}
