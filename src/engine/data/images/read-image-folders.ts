import type { FileTree, TreeFile } from '#engine/data/file-tree.ts';
import { MemoryImages } from '#engine/data/image-set.ts';
import type { LoadingOptions, OwnSet } from '#engine/data/loading.ts';
import { ownSplits } from '#engine/data/own-splits.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import type { DataNote } from '#protocol/data.ts';
import { type FolderSplit, inNaturalOrder, type PlacedImage } from './class-folders.ts';
import { type DecodeImage, decodeImage, isCanvasExact } from './decode-image.ts';
import { decoded } from './decoding.ts';
import { labelledImages } from './labelled-images.ts';
import { type WorkingSize, workingSize } from './working-size.ts';

/** Of one file, as it is stored. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;
/** Files with such endings lie beside images and are none. */
const BESIDE = /\.(txt|csv|tsv|json|jsonl|xml|ya?ml|md|html?|pdf|py|ipynb|mat|npz?|pth?|zip|gz|tar)$/i;

/**
 * A set from images in a folder for each class, or with a table that says what each shows. What cannot be read is left out and listed; the rest loads.
 * @throws EngineFailure 'imagesWithoutFolders', 'imagesMissing' when nothing is left; the signal's reason when aborted.
 */
export async function readImageFolders(
  tree: FileTree,
  { signal, onProgress }: LoadingOptions,
  decode: DecodeImage = decodeImage,
): Promise<OwnSet> {
  const candidates = tree.files.filter(({ path }) => !BESIDE.test(path));
  const labelled = await labelledImages(tree, candidates, signal);
  const { placed, isListed } = labelled;
  if (placed.length === 0) throw new EngineFailure('imagesWithoutFolders', { file: tree.name });
  const skipped = [...labelled.skipped];

  const places = new Map<TreeFile, PlacedImage>(placed.map((image) => [image.file, image]));
  const naturally = new Map(
    inNaturalOrder(placed.map(({ file }) => file.path)).map((path, index) => [path, index]),
  );
  const inOrder = placed.toSorted((a, b) => lookUp(naturally, a.file.path) - lookUp(naturally, b.file.path));
  const files = inOrder.map(({ file }) => file);
  const reading = { signal, mostBytes: MOST_FILE_BYTES };
  const size = await workingSize(tree, files, reading);
  const parts = new Parts(inOrder, size);
  let done = 0;
  for await (const { file, pixels, bytes, problem, mark } of decoded(
    tree.read(files, reading),
    size,
    decode,
  )) {
    signal?.throwIfAborted();
    done++;
    onProgress?.({ phase: 'reading', file: file.path, unit: 'images', done, total: placed.length });
    if (problem !== undefined) skipped.push({ path: file.path, reason: problem });
    else if (pixels !== undefined && bytes !== undefined) {
      const original = size.isResized ? originalOf(tree, file, bytes) : undefined;
      parts.add(lookUp(places, file), pixels, mark, original);
    }
  }
  const { classes } = parts;
  // A net knows classes by their number: those of a list keep theirs, whether there are images or not.
  const kept = labelled.classes.filter((name) => isListed || classes.has(name));
  if (classes.size === 0) throw new EngineFailure('imagesMissing', { file: tree.name });
  const parents = new Set([...tree.files.map(({ path }) => path), ...tree.folders].flatMap(foldersAbove));
  const emptyFolders = tree.folders.filter((folder) => !parents.has(folder));
  const emptyClasses = isListed ? [] : labelled.classes.filter((name) => !classes.has(name));
  for (const folder of inNaturalOrder([...emptyFolders, ...emptyClasses])) {
    skipped.push({ path: folder, reason: toEngineError(new EngineFailure('folderEmpty', { file: folder })) });
  }
  const { splits, notes } = ownSplits(parts.images(kept));
  const names = new Map(labelled.classes.map((name, index) => [name, itemAt(labelled.names, index)]));
  return {
    splits,
    classNames: kept.map((name) => lookUp(names, name)),
    skipped,
    notes: [...labelled.notes, ...notes, ...notesOn(parts, size)],
  };
}

/** The file as it was given, where it lies there as it is, unpacked. */
function originalOf(tree: FileTree, file: TreeFile, bytes: Uint8Array<ArrayBuffer>): Blob {
  const given = tree.fileOf?.(file);
  return given?.size === bytes.length ? given : new Blob([bytes]);
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function notesOn(parts: Parts, { height, width, isResized }: WorkingSize): DataNote[] {
  const notes: DataNote[] = [];
  if (isResized) notes.push({ kind: 'resized', details: { height, width } });
  if (parts.repeatedInTest > 0)
    notes.push({ kind: 'testAlsoInTraining', details: { count: parts.repeatedInTest } });
  if (typeof OffscreenCanvas !== 'undefined' && !isCanvasExact())
    notes.push({ kind: 'pixelsAltered', details: {} });
  return notes;
}

/** Images at their places, whatever order they arrive in: a folder and a zip of it are the same set. */
class Parts {
  readonly #size: WorkingSize;
  readonly #splits = new Map<FolderSplit, Part>();
  readonly #slots = new Map<TreeFile, number>();

  /** @param placed in the order that the set is to have. */
  constructor(placed: readonly PlacedImage[], size: WorkingSize) {
    this.#size = size;
    for (const { file, split } of placed) {
      const part = this.#splits.get(split) ?? {
        names: [],
        marks: [],
        originals: [],
        pixels: new Uint8Array(0),
      };
      this.#slots.set(file, part.names.push(undefined) - 1);
      this.#splits.set(split, part);
    }
    for (const part of this.#splits.values())
      part.pixels = new Uint8Array(part.names.length * this.#imageBytes);
  }

  get #imageBytes(): number {
    return this.#size.height * this.#size.width * 3;
  }

  /** @param original its file, where the image has been resized. */
  add(
    { file, split, className }: PlacedImage,
    pixels: Uint8Array,
    mark: string,
    original: Blob | undefined,
  ): void {
    const part = lookUp(this.#splits, split);
    const slot = lookUp(this.#slots, file);
    part.pixels.set(pixels, slot * this.#imageBytes);
    part.names[slot] = className;
    part.originals[slot] = original;
    part.marks.push(mark);
  }

  /** The classes that have an image. */
  get classes(): ReadonlySet<string> {
    const names = [...this.#splits.values()].flatMap((part) => part.names);
    return new Set(names.filter((name) => name !== undefined));
  }

  /** Files of the test split whose very bytes are among the training images, too. */
  get repeatedInTest(): number {
    const trained = new Set(this.#splits.get('train')?.marks);
    return (this.#splits.get('test')?.marks ?? []).filter((mark) => trained.has(mark)).length;
  }

  /** The splits that have an image, closed up where one is missing. */
  images(classNames: readonly string[]): Partial<Record<FolderSplit, MemoryImages>> {
    const indices = new Map(classNames.map((name, index) => [name, index]));
    const { height, width } = this.#size;
    const images: Partial<Record<FolderSplit, MemoryImages>> = {};
    for (const [split, { names, pixels, originals }] of this.#splits) {
      const labels: number[] = [];
      for (const [slot, name] of names.entries()) {
        if (name === undefined) continue;
        const start = slot * this.#imageBytes;
        pixels.copyWithin(labels.length * this.#imageBytes, start, start + this.#imageBytes);
        labels.push(lookUp(indices, name));
      }
      if (labels.length === 0) continue;
      const filled = pixels.subarray(0, labels.length * this.#imageBytes);
      const files = originals.filter((file) => file !== undefined);
      images[split] = new MemoryImages(
        { height, width, channels: 3 },
        filled,
        Uint16Array.from(labels),
        files.length === labels.length ? files : undefined,
      );
    }
    return images;
  }
}

interface Part {
  /** The class of each slot; undefined where its image is missing. */
  readonly names: (string | undefined)[];
  readonly marks: string[];
  /** The file of each slot, where images are resized. */
  readonly originals: (Blob | undefined)[];
  pixels: Uint8Array;
}
