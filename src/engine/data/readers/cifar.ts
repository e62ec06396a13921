import { baseName, type FileTree, type TreeFile, type TreeReading } from '#engine/data/file-tree.ts';
import { MemoryImages } from '#engine/data/image-set.ts';
import { EngineFailure } from '#engine/engine-failure.ts';

/**
 * CIFAR's binary layout (Krizhevsky, "The CIFAR-10 dataset"): records of one label, or of a coarse and a fine one for
 * CIFAR-100, and 3,072 bytes: the 32 x 32 reds, the greens, the blues.
 */
const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;

/** Which label counts where records have two. */
export type CifarLabels = 'fine' | 'coarse';

interface Layout {
  /** How many classes each of a record's labels knows. */
  readonly classes: readonly number[];
}
const CIFAR10: Layout = { classes: [10] };
const CIFAR100: Layout = { classes: [20, 100] };

export interface CifarImages {
  readonly images: MemoryImages;
  readonly numClasses: number;
}

/** Whether bytes are whole records of one of the layouts; `head` may be only the first of them. */
export function resemblesCifar(head: Uint8Array, sizeBytes: number | undefined): boolean {
  return layoutOf(head, sizeBytes ?? 0) !== undefined;
}

function layoutOf(bytes: Uint8Array, sizeBytes: number): Layout | undefined {
  return [CIFAR10, CIFAR100].find(({ classes }) => {
    const record = classes.length + PIXELS;
    if (sizeBytes === 0 || sizeBytes % record !== 0) return false;
    for (let start = 0; start + classes.length <= bytes.length; start += record) {
      if (classes.some((count, position) => bytes[start + position]! >= count)) return false;
    }
    return true;
  });
}

/** A file with 'test' in its name is of the test split. */
export function isTestFile({ path }: TreeFile): boolean {
  return /test/i.test(baseName(path));
}

/**
 * The images of some files of one layout, in the order of their names; pixels become NHWC. One file at a time is in
 * memory beside them.
 * @throws EngineFailure as the tree's files do, 'fileUnknown' for one of another layout.
 */
export async function readCifar(
  tree: FileTree,
  files: readonly TreeFile[],
  labels: CifarLabels,
  { onFile, ...reading }: TreeReading & { readonly onFile?: (bytes: number) => void },
): Promise<CifarImages> {
  const inOrder = files.toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
  let layout: Layout | undefined;
  let images: MemoryImages | undefined;
  const firsts = new Map<TreeFile, number>();
  for await (const { file, bytes, problem } of tree.read(inOrder, reading)) {
    if (problem) throw new EngineFailure(problem.code, problem.details);
    const found = layoutOf(bytes!, bytes!.length);
    layout ??= found;
    if (!found || found !== layout || bytes!.length !== file.sizeBytes) {
      throw new EngineFailure('fileOfOtherKind', { file: file.path, kind: 'cifar' });
    }
    const record = layout.classes.length + PIXELS;
    if (!images) {
      let count = 0;
      for (const one of inOrder) {
        firsts.set(one, count);
        count += Math.floor(one.sizeBytes / record);
      }
      const shape = { height: SIDE, width: SIDE, channels: 3 };
      images = new MemoryImages(shape, new Uint8Array(count * PIXELS), new Uint16Array(count));
    }
    const label = layout.classes.length === 1 || labels === 'coarse' ? 0 : 1;
    unpackRecords(bytes!, record, label, images, firsts.get(file)!);
    onFile?.(bytes!.length);
  }
  const { classes } = layout!;
  return { images: images!, numClasses: labels === 'coarse' ? classes[0]! : classes.at(-1)! };
}

function unpackRecords(
  bytes: Uint8Array,
  record: number,
  label: number,
  { pixels, labels }: MemoryImages,
  first: number,
): void {
  const count = bytes.length / record;
  for (let index = 0; index < count; index++) {
    const start = index * record;
    labels[first + index] = bytes[start + label]!;
    unpackPlanes(bytes, start + record - PIXELS, pixels, (first + index) * PIXELS);
  }
}

/** One image from its reds, greens and blues, one colour after the other, to its pixels. */
export function unpackPlanes(bytes: Uint8Array, start: number, pixels: Uint8Array, first: number): void {
  let [from, to] = [start, first];
  for (let pixel = 0; pixel < PLANE; pixel++) {
    pixels[to++] = bytes[from]!;
    pixels[to++] = bytes[from + PLANE]!;
    pixels[to++] = bytes[from + 2 * PLANE]!;
    from++;
  }
}
