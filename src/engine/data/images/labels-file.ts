import { baseName, type TreeFile } from '#engine/data/file-tree.ts';
import { type FolderSplit, splitOf } from './class-folders.ts';

/** A text with rows, and where it lies. */
export interface Table {
  readonly path: string;
  readonly rows: readonly (readonly string[])[];
}

/** What a table says of an image. */
export interface Labelled {
  readonly label: string;
  readonly split: FolderSplit | undefined;
}

/** A table whose rows are images and their labels, as it was understood. */
export interface LabelsFile {
  readonly path: string;
  readonly images: ReadonlyMap<TreeFile, Labelled>;
  /** Its images in the tree: those that it does not name have no label. */
  readonly scope: readonly TreeFile[];
  /** Names without an image. */
  readonly missing: readonly string[];
}

const LABEL_COLUMN = /^(label|labels|class|class_?name|category|target|y|breed|species|标签|类别|分类)$/i;
const SPLIT_COLUMN = /^(split|set|subset|数据集|划分)$/i;

/**
 * Understands a table as labels: the column that names the most images, at least half of what it has rows, and beside
 * it the one that is called so, else the one with the fewest different values. Undefined for any other table.
 */
export function labelsFile({ path, rows }: Table, images: readonly TreeFile[]): LabelsFile | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const within = images.filter((image) => image.path.startsWith(folder));
  const scope = within.length > 0 ? within : images;
  const find = finder(scope, folder);
  const columns = Math.max(0, ...rows.slice(0, 100).map(({ length }) => length));
  const hits = Array.from({ length: columns }, (_, column) =>
    rows.reduce((count, row) => count + (find(row[column]) ? 1 : 0), 0),
  );
  const fileColumn = hits.indexOf(Math.max(...hits));
  if (columns < 2 || (hits[fileColumn] ?? 0) * 2 < rows.length - 1 || !hits[fileColumn]) return undefined;
  const [first = []] = rows;
  const hasHeader = find(first[fileColumn]) === undefined;
  const body = hasHeader ? rows.slice(1) : rows;
  const named = (pattern: RegExp) =>
    hasHeader ? first.findIndex((name, column) => column !== fileColumn && pattern.test(name)) : -1;
  const splitColumn = named(SPLIT_COLUMN);
  const others = Array.from({ length: columns }, (_, column) => column).filter(
    (column) => column !== fileColumn && column !== splitColumn,
  );
  const labelColumn = named(LABEL_COLUMN) >= 0 ? named(LABEL_COLUMN) : leastVaried(body, others);
  if (labelColumn === undefined) return undefined;
  const found = new Map<TreeFile, Labelled>();
  const missing: string[] = [];
  const ofTable = splitOf(baseName(path).split(/[^a-z]/i)[0] ?? '');
  for (const row of body) {
    const [name = '', label = ''] = [row[fileColumn], row[labelColumn]];
    const image = find(name);
    if (image === undefined) missing.push(name);
    else if (label !== '') found.set(image, { label, split: splitOf(row[splitColumn] ?? '') ?? ofTable });
  }
  return { path, images: found, scope, missing };
}

/** Images by what tables call them: a path from the table's folder, or the end of a path; with its ending or without. */
function finder(
  images: readonly TreeFile[],
  folder: string,
): (name: string | undefined) => TreeFile | undefined {
  const byPath = new Map<string, TreeFile>();
  // A name that two images have says neither.
  const byName = new Map<string, TreeFile | undefined>();
  for (const image of images) {
    byPath.set(image.path, image);
    for (const name of new Set([baseName(image.path), withoutEnding(baseName(image.path))])) {
      byName.set(name, byName.has(name) ? undefined : image);
    }
  }
  return (given = '') => {
    if (given === '') return undefined;
    const name = given.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
    const exact = byPath.get(folder + name) ?? byPath.get(name);
    const image = exact ?? byName.get(baseName(name));
    // A path whose folders are others is another image.
    return image && (exact || withoutEnding(image.path).endsWith(withoutEnding(name))) ? image : undefined;
  };
}

const withoutEnding = (path: string) => path.replace(/\.(jpe?g|png|gif|webp|bmp|avif)$/i, '');

function leastVaried(rows: readonly (readonly string[])[], columns: readonly number[]): number | undefined {
  const kinds = columns.map((column) => new Set(rows.map((row) => row[column] ?? '')).size);
  const varied = kinds.map((count) => (count > 1 ? count : Number.POSITIVE_INFINITY));
  const least = Math.min(...varied);
  return Number.isFinite(least) ? columns[varied.indexOf(least)] : columns[0];
}
