import { baseName, type FileTree, type TreeFile } from '#engine/data/file-tree.ts';
import { decodeText, readRows } from '#engine/data/readers/delimited-text.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import type { DataNote, SkippedFile } from '#protocol/data.ts';
import { classFolders, inNaturalOrder, type PlacedImage } from './class-folders.ts';
import { type ClassList, isClassList, isDictionary, listFor, named, readClassList } from './class-list.ts';
import { type LabelsFile, labelsFile } from './labels-file.ts';

/** Images with their classes, as folders, tables and lists say together. */
export interface LabelledImages {
  readonly placed: readonly PlacedImage[];
  /** What the images' classes are called among themselves, in their order. */
  readonly classes: readonly string[];
  /** What people call them. */
  readonly names: readonly string[];
  /** Whether a list says which classes there are, those without images too. */
  readonly isListed: boolean;
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly DataNote[];
}

const TABLE = /\.(csv|tsv|txt)$/i;
/** A row an image, for more images than fit a tab. */
const MOST_TABLE_BYTES = 32 * 1024 * 1024;
/** Some sets have a text for each image; these are not looked into. */
const MOST_TABLES = 20;

/**
 * What images show: a table's label before the folder that they are in. A list of classes gives order and names.
 * @param images those of the tree.
 * @throws the signal's reason when aborted.
 */
export async function labelledImages(
  tree: FileTree,
  images: readonly TreeFile[],
  signal: AbortSignal | undefined,
): Promise<LabelledImages> {
  const { tables, lists, dictionaries } = await readTexts(tree, images, signal);
  const folders = classFolders(images);
  const placed = new Map(folders.placed.map((image) => [image.file, image]));
  const skipped: SkippedFile[] = [];
  const labelled = new Map(tables.flatMap((table) => [...table.images]));
  const tabled = new Set(tables.flatMap(({ scope }) => scope));
  for (const file of tabled) {
    const found = labelled.get(file);
    const split = found?.split ?? placed.get(file)?.split ?? 'train';
    if (found) placed.set(file, { file, split, className: found.label });
    else placed.delete(file);
  }
  for (const { path, missing } of tables) {
    for (const name of missing) skipped.push(skippedFor(name, 'imageMissing', path));
  }
  const labels = new Set([...placed.values()].map(({ className }) => className));
  const list = lists[0] && listFor(lists[0].list, known(labels, lists[0].list));
  const listed = list && dictionaries[0] ? named(list, dictionaries[0].list) : list;
  for (const file of images) {
    const image = placed.get(file);
    if (image !== undefined && (!listed || listed.keys.includes(image.className))) continue;
    placed.delete(file);
    const isMissed = tabled.has(file) || image !== undefined;
    skipped.push(skippedFor(file.path, isMissed ? 'imageUnlabelled' : 'imagesWithoutFolders', file.path));
  }
  const classes = listed?.keys ?? inNaturalOrder(labels);
  const notes = tables.map(({ path, images: { size } }): DataNote => {
    return { kind: 'labelsFromFile', details: { file: baseName(path), count: size } };
  });
  const present = classes.filter((name) => labels.has(name)).length;
  const file = baseName(lists[0]?.path ?? '');
  const listNote: DataNote = { kind: 'classesFromFile', details: { file, count: classes.length, present } };
  return {
    placed: [...placed.values()],
    classes,
    names: listed?.names ?? classes,
    isListed: listed !== undefined,
    skipped,
    notes: listed ? [...notes, listNote] : notes,
  };
}

/** Without what the list cannot mean: 'images' of a split whose images have no labels. */
function known(labels: ReadonlySet<string>, { keys }: ClassList): ReadonlySet<string> {
  const inList = new Set(keys);
  const found = [...labels].filter((label) => inList.has(label));
  return found.length > 1 ? new Set(found) : labels;
}

interface Texts {
  readonly tables: readonly LabelsFile[];
  readonly lists: readonly { readonly path: string; readonly list: ClassList }[];
  readonly dictionaries: readonly { readonly path: string; readonly list: ClassList }[];
}

async function readTexts(
  tree: FileTree,
  images: readonly TreeFile[],
  signal: AbortSignal | undefined,
): Promise<Texts> {
  const files = tree.files.filter(({ path }) => TABLE.test(path));
  const special = files.filter(({ path }) => isClassList(path) || isDictionary(path));
  const others = files.filter((file) => !special.includes(file)).slice(0, MOST_TABLES);
  const tables: LabelsFile[] = [];
  const lists: { path: string; list: ClassList }[] = [];
  const dictionaries: { path: string; list: ClassList }[] = [];
  const reading = { signal, mostBytes: MOST_TABLE_BYTES };
  for await (const { file, bytes } of tree.read([...special, ...others], reading)) {
    // One that cannot be read says nothing; nobody asked for it.
    if (bytes === undefined) continue;
    const { path } = file;
    const text = decodeText(bytes);
    if (isDictionary(path)) dictionaries.push({ path, list: readClassList(text) });
    else if (isClassList(path)) lists.push({ path, list: readClassList(text) });
    else {
      const table = labelsFile({ path, rows: readRows(text) }, images);
      if (table) tables.push(table);
    }
  }
  return { tables, lists, dictionaries };
}

function skippedFor(
  path: string,
  code: 'imagesWithoutFolders' | 'imageUnlabelled' | 'imageMissing',
  file: string,
): SkippedFile {
  return { path, reason: toEngineError(new EngineFailure(code, { file })) };
}
