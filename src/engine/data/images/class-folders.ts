import type { TreeFile } from '#engine/data/file-tree.ts';
import { itemAt } from '#models/lookup.ts';

export type FolderSplit = 'train' | 'validation' | 'test';

/** An image, and what its folders say of it. */
export interface PlacedImage {
  readonly file: TreeFile;
  readonly split: FolderSplit;
  readonly className: string;
}

export interface ClassFolders {
  readonly placed: readonly PlacedImage[];
  /** Images in no folder that could be a class. */
  readonly stray: readonly TreeFile[];
  /** In natural order: '2' before '10'. */
  readonly classNames: readonly string[];
}

const SPLITS: Readonly<Record<string, FolderSplit>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

const naturally = new Intl.Collator('en', { numeric: true });

export function inNaturalOrder(texts: Iterable<string>): string[] {
  return [...texts].toSorted((a, b) => naturally.compare(a, b) || (a < b ? -1 : 1));
}

/**
 * A folder for each class, above them perhaps folders for the splits, and above all perhaps one that holds everything.
 * Deeper folders say nothing.
 */
export function classFolders(files: readonly TreeFile[]): ClassFolders {
  const parted = files.map((file) => ({ file, parts: file.path.split('/') }));
  // What lies beside the folders does not tell how they are meant.
  let deep = parted.filter(({ parts }) => parts.length > 1);
  let depth = 0;
  while (deep.length > 0 && isWrapped(deep.map(({ parts }) => parts.slice(depth)))) {
    depth++;
    deep = deep.filter(({ parts }) => parts.length > depth + 1);
  }
  const firsts = deep.map(({ parts }) => itemAt(parts, depth));
  const hasSplits =
    deep.length > 0 &&
    firsts.every((name) => splitOf(name) !== undefined) &&
    deep.some(({ parts }) => parts.length > depth + 2);
  const classDepth = hasSplits ? depth + 1 : depth;
  const placed: PlacedImage[] = [];
  const stray: TreeFile[] = [];
  for (const { file, parts } of parted) {
    if (parts.length <= classDepth + 1) stray.push(file);
    else {
      const split = hasSplits ? splitOf(itemAt(parts, depth)) : 'train';
      if (split === undefined) stray.push(file);
      else placed.push({ file, split, className: itemAt(parts, classDepth) });
    }
  }
  const classNames = inNaturalOrder(new Set(placed.map(({ className }) => className)));
  return { placed, stray, classNames };
}

export function splitOf(folder: string): FolderSplit | undefined {
  const name = folder.toLowerCase();
  return Object.hasOwn(SPLITS, name) ? SPLITS[name] : undefined;
}

/** All in one folder that is neither a split nor the only class. */
function isWrapped(paths: readonly (readonly string[])[]): boolean {
  const first = itemAt(itemAt(paths, 0), 0);
  return (
    splitOf(first) === undefined &&
    paths.every(([folder]) => folder === first) &&
    paths.some((parts) => parts.length > 2)
  );
}
