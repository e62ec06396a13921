import type { IdxConvention } from '#datasets/dataset.ts';
import { EMNIST } from '#datasets/emnist.ts';
import { type FileTree, LooseFiles, type TreeFile } from '#engine/data/file-tree.ts';
import { MemoryImages } from '#engine/data/image-set.ts';
import { classesUpTo, type LoadingOptions, type OwnSet, type Splits } from '#engine/data/loading.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { DataNote } from '#protocol/data.ts';
import { type IdxImages, type IdxLabels, readIdx } from './idx.ts';
import { labelledImages, type NamedIdx } from './idx-splits.ts';

type Kind = 'images' | 'labels';
type Split = 'train' | 'test';

const MOST_FILE_BYTES = 512 * 1024 * 1024;

/**
 * The data set in four IDX files in any order: what each is follows from its content, and which split from its name
 * ('train'; 't10k' or 'test') or else from its size. Classes are numbered up to the largest label.
 * @param transposed whether rows and columns are swapped, where somebody says so; else as the files' names tell.
 * @throws EngineFailure as readIdx does; 'fileUnknown' for a file too many (details.found names both);
 * 'fileMissing', 'fileCountsDisagree', 'fileDimensionsUnsupported', 'fileLabelOutOfRange'.
 */
export async function readUserIdx(
  tree: FileTree,
  options: LoadingOptions,
  transposed?: boolean,
): Promise<OwnSet> {
  const read = await readEach(tree, options);
  const images = bySplit(read.filter((file): file is NamedIdx<IdxImages> => file.idx.kind === 'images'));
  const labels = bySplit(read.filter((file): file is NamedIdx<IdxLabels> => file.idx.kind === 'labels'));
  const of = (split: Split) => {
    const file = images[split] ?? missing('images', split);
    const own = labels[split] ?? missing('labels', split);
    return { set: labelledImages(file, own), imagesName: file.name, labelsName: own.name };
  };
  const [train, test] = [of('train'), of('test')];
  const splits = { train: train.set, test: test.set };
  checkSizes(splits, test.imagesName);
  const convention = EMNIST.find(({ names }) => names.test(train.imagesName));
  return conventional(splits, convention, transposed, train.labelsName);
}

/** The images upright, and labels from 0. */
function conventional(
  { train, test }: Splits,
  convention: IdxConvention | undefined,
  asked: boolean | undefined,
  labelFile: string,
): OwnSet {
  const notes: DataNote[] = [];
  const least = Math.min(least16(train.labels), least16(test.labels));
  const firstLabel = convention?.firstLabel ?? (least === 1 ? 1 : 0);
  if (firstLabel > 0) {
    if (least < firstLabel) {
      const details = { file: labelFile, expected: `>= ${firstLabel}`, found: least };
      throw new EngineFailure('fileLabelOutOfRange', details);
    }
    for (const labels of [train.labels, test.labels]) {
      for (let index = 0; index < labels.length; index++) labels[index] = (labels[index] ?? 0) - firstLabel;
    }
    notes.push({ kind: 'labelsFromOne', details: {} });
  }
  const isTransposed = asked ?? convention?.transposed ?? false;
  if (isTransposed) notes.push({ kind: 'transposed', details: {} });
  const splits = isTransposed ? { train: transpose(train), test: transpose(test) } : { train, test };
  const numbered = classesUpTo(splits, firstLabel);
  const named = convention?.classNames ?? [];
  const classNames = numbered.length <= named.length ? named : numbered;
  return { splits, notes, classNames };
}

function least16(labels: Uint16Array): number {
  return labels.reduce((least, label) => Math.min(least, label), 0xffff);
}

function transpose({ height, width, channels, pixels, labels }: MemoryImages): MemoryImages {
  const swapped = new Uint8Array(pixels.length);
  let to = 0;
  for (let start = 0; start < pixels.length; start += height * width) {
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) swapped[to++] = pixels[start + y * width + x] ?? 0;
    }
  }
  return new MemoryImages({ height: width, width: height, channels }, swapped, labels);
}

async function readEach(
  tree: FileTree,
  { signal, onProgress }: LoadingOptions,
): Promise<readonly NamedIdx[]> {
  const { files } = tree;
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const read: NamedIdx[] = [];
  let before = 0;
  for await (const { file, data } of contents(tree, signal)) {
    const name = file.path;
    const onBytes = (bytes: number) =>
      onProgress?.({ phase: 'reading', file: name, unit: 'bytes', done: before + bytes, total });
    read.push({ name, idx: await readIdx({ name, data }, { signal, onBytes }) });
    before += file.sizeBytes;
  }
  return read;
}

/** Loose files are read on as they go; those of an archive come whole. */
async function* contents(
  tree: FileTree,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ file: TreeFile; data: Blob | Uint8Array<ArrayBuffer> }> {
  if (tree instanceof LooseFiles) {
    for (const file of tree.files) yield { file, data: tree.fileOf(file) };
    return;
  }
  for await (const { file, bytes, problem } of tree.read(tree.files, {
    signal,
    mostBytes: MOST_FILE_BYTES,
  })) {
    if (problem) throw new EngineFailure(problem.code, problem.details);
    if (bytes !== undefined) yield { file, data: bytes };
  }
}

function checkSizes({ train, test }: Splits, file: string): void {
  const expected = `${train.height} x ${train.width}`;
  const found = `${test.height} x ${test.width}`;
  if (found !== expected) throw new EngineFailure('fileDimensionsUnsupported', { file, expected, found });
}

function missing(kind: Kind, split: Split): never {
  const file = usualName(kind, split);
  throw new EngineFailure('fileMissing', { file, expected: file });
}

function bySplit<T extends IdxImages | IdxLabels>(
  files: readonly NamedIdx<T>[],
): Partial<Record<Split, NamedIdx<T>>> {
  const found: Partial<Record<Split, NamedIdx<T>>> = {};
  const place = (split: Split, file: NamedIdx<T>) => {
    const earlier = found[split];
    if (earlier) throw repeated(file.idx.kind, split, file.name, earlier.name);
    found[split] = file;
  };
  const unnamed: NamedIdx<T>[] = [];
  for (const file of files) {
    if (/train/i.test(file.name)) place('train', file);
    else if (/t10k|test/i.test(file.name)) place('test', file);
    else unnamed.push(file);
  }
  unnamed.sort((a, b) => b.idx.count - a.idx.count);
  const [larger, smaller] = unnamed;
  if (larger && smaller && larger.idx.count === smaller.idx.count) {
    throw repeated(larger.idx.kind, 'train', smaller.name, larger.name);
  }
  for (const file of unnamed) place(found.train ? 'test' : 'train', file);
  return found;
}

function repeated(kind: Kind, split: Split, later: string, earlier: string): EngineFailure {
  const expected = `1 x ${usualName(kind, split)}`;
  return new EngineFailure('fileUnknown', { file: later, expected, found: `2 (${earlier}, ${later})` });
}

/** As MNIST and the sets that followed it name them. */
function usualName(kind: Kind, split: Split): string {
  const prefix = split === 'train' ? 'train' : 't10k';
  return kind === 'images' ? `${prefix}-images-idx3-ubyte` : `${prefix}-labels-idx1-ubyte`;
}
