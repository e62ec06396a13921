import type { FileTree, TreeFile } from '#engine/data/file-tree.ts';
import { MemoryImages } from '#engine/data/image-set.ts';
import type { LoadingOptions, OwnSet } from '#engine/data/loading.ts';
import { ownSplits } from '#engine/data/own-splits.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import type { DataNote, SkippedFile } from '#protocol/data.ts';
import { classFolders, type FolderSplit, inNaturalOrder, type PlacedImage } from './class-folders.ts';
import { type DecodeImage, decodeImage, isCanvasExact } from './decode-image.ts';
import { decoded } from './decoding.ts';
import { type WorkingSize, workingSize } from './working-size.ts';

/** Of one file, as it is stored. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;
/** Files with such endings lie beside images and are none. */
const BESIDE = /\.(txt|csv|tsv|json|jsonl|xml|ya?ml|md|html?|pdf|py|ipynb|mat|npz?|pth?|zip|gz|tar)$/i;

/**
 * A set from images in a folder for each class. What cannot be read is left out and listed; the rest loads.
 * @throws EngineFailure 'imagesWithoutFolders', 'imagesMissing' when nothing is left; the signal's reason when aborted.
 */
export async function readImageFolders(
  tree: FileTree,
  { signal, onProgress }: LoadingOptions,
  decode: DecodeImage = decodeImage,
): Promise<OwnSet> {
  const candidates = tree.files.filter(({ path }) => !BESIDE.test(path));
  const { placed, stray, classNames } = classFolders(candidates);
  if (placed.length === 0) throw new EngineFailure('imagesWithoutFolders', { file: tree.name });
  const skipped: SkippedFile[] = stray.map((file) => skippedFor(file.path, 'imagesWithoutFolders'));

  const places = new Map<TreeFile, PlacedImage>(placed.map((image) => [image.file, image]));
  const inOrder = placed.toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1)).map(({ file }) => file);
  const reading = { signal, mostBytes: MOST_FILE_BYTES };
  const size = await workingSize(tree, inOrder, reading);
  const parts = new Parts(placed, size);
  let done = 0;
  for await (const { file, pixels, problem, mark } of decoded(tree.read(inOrder, reading), size, decode)) {
    signal?.throwIfAborted();
    done++;
    onProgress?.({ phase: 'reading', file: file.path, unit: 'images', done, total: placed.length });
    const { split, className } = places.get(file)!;
    if (problem) skipped.push({ path: file.path, reason: problem });
    else parts.add(split, className, pixels!, mark);
  }
  const present = classNames.filter((name) => parts.has(name));
  if (present.length === 0) throw new EngineFailure('imagesMissing', { file: tree.name });
  const emptyFolders = tree.folders.filter((folder) => {
    const isLeaf = !tree.folders.some((other) => other.startsWith(`${folder}/`));
    return isLeaf && !tree.files.some(({ path }) => path.startsWith(`${folder}/`));
  });
  const emptyClasses = classNames.filter((name) => !parts.has(name));
  for (const folder of inNaturalOrder([...emptyFolders, ...emptyClasses])) {
    skipped.push(skippedFor(folder, 'folderEmpty'));
  }
  const { splits, notes } = ownSplits(parts.images(present));
  return { splits, classNames: present, skipped, notes: [...notes, ...notesOn(parts, size)] };
}

function skippedFor(path: string, code: 'imagesWithoutFolders' | 'folderEmpty'): SkippedFile {
  return { path, reason: toEngineError(new EngineFailure(code, { file: path })) };
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

/** Images as they arrive, with room for as many as there may be. */
class Parts {
  readonly #size: WorkingSize;
  readonly #imageBytes: number;
  readonly #pixels = new Map<FolderSplit, Uint8Array>();
  readonly #names = new Map<FolderSplit, string[]>();
  readonly #marks = new Map<FolderSplit, string[]>();

  constructor(placed: readonly PlacedImage[], size: WorkingSize) {
    this.#size = size;
    this.#imageBytes = size.height * size.width * 3;
    for (const split of new Set(placed.map((image) => image.split))) {
      const count = placed.filter((image) => image.split === split).length;
      this.#pixels.set(split, new Uint8Array(count * this.#imageBytes));
      this.#names.set(split, []);
      this.#marks.set(split, []);
    }
  }

  add(split: FolderSplit, className: string, pixels: Uint8Array, mark: string): void {
    const names = this.#names.get(split)!;
    this.#pixels.get(split)!.set(pixels, names.length * this.#imageBytes);
    names.push(className);
    this.#marks.get(split)!.push(mark);
  }

  has(className: string): boolean {
    return [...this.#names.values()].some((names) => names.includes(className));
  }

  /** Files of the test split whose very bytes are among the training images, too. */
  get repeatedInTest(): number {
    const trained = new Set(this.#marks.get('train'));
    return (this.#marks.get('test') ?? []).filter((mark) => trained.has(mark)).length;
  }

  /** The splits that have an image. */
  images(classNames: readonly string[]): Partial<Record<FolderSplit, MemoryImages>> {
    const indices = new Map(classNames.map((name, index) => [name, index]));
    const { height, width } = this.#size;
    const parts = [...this.#names].filter(([, names]) => names.length > 0);
    return Object.fromEntries(
      parts.map(([split, names]) => {
        const pixels = this.#pixels.get(split)!.subarray(0, names.length * this.#imageBytes);
        const labels = Uint16Array.from(names, (name) => indices.get(name)!);
        return [split, new MemoryImages({ height, width, channels: 3 }, pixels, labels)];
      }),
    );
  }
}
