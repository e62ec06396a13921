import { EngineFailure } from '#engine/engine-failure.ts';
import type { LoadingProgress } from '#protocol/data.ts';
import { type Dataset, DIGIT_NAMES, type ImageSet } from './dataset.ts';
import { checkLabels, type IdxImages, type IdxLabels, readIdx } from './idx.ts';
import { MNIST_FILES, MNIST_SIDE, type PublishedFile } from './mnist-catalog.ts';

export interface NamedIdx<T = IdxImages | IdxLabels> {
  readonly name: string;
  readonly idx: T;
}

export interface LoadingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadingProgress) => void) | undefined;
}

type Kind = PublishedFile['kind'];
type Split = PublishedFile['split'];

const SPLITS = ['train', 'test'] as const;

/**
 * The data set in four IDX files in any order: what each is follows from its content, and which split from its name
 * ('train'; 't10k' or 'test') or else from its size.
 * @throws EngineFailure as readIdx does; 'fileUnknown' for a file too many (details.found names both);
 * 'fileMissing', 'fileCountsDisagree', 'fileDimensionsUnsupported', 'fileLabelOutOfRange'.
 */
export async function readMnistFiles(files: readonly File[], options: LoadingOptions = {}): Promise<Dataset> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const read: NamedIdx[] = [];
  let before = 0;
  for (const file of files) {
    const onBytes = (bytes: number) =>
      options.onProgress?.({ phase: 'reading', file: file.name, unit: 'bytes', done: before + bytes, total });
    const idx = await readIdx({ name: file.name, data: file }, { signal: options.signal, onBytes });
    read.push({ name: file.name, idx });
    before += file.size;
  }
  const images = bySplit(read.filter((file): file is NamedIdx<IdxImages> => file.idx.kind === 'images'));
  const labels = bySplit(read.filter((file): file is NamedIdx<IdxLabels> => file.idx.kind === 'labels'));
  return assembleDataset('files', images, labels);
}

/** @throws EngineFailure when a file is missing or one does not fit the others. */
export function assembleDataset(
  id: Dataset['id'],
  images: Partial<Record<Split, NamedIdx<IdxImages>>>,
  labels: Partial<Record<Split, NamedIdx<IdxLabels>>>,
): Dataset {
  const [train, test] = SPLITS.map((split) =>
    imageSet(images[split] ?? missing('images', split), labels[split] ?? missing('labels', split)),
  ) as [ImageSet, ImageSet];
  return { id, classNames: DIGIT_NAMES, train, test };
}

function imageSet(images: NamedIdx<IdxImages>, labels: NamedIdx<IdxLabels>): ImageSet {
  const { count, height, width, pixels } = images.idx;
  if (height !== MNIST_SIDE || width !== MNIST_SIDE) {
    const expected = `${MNIST_SIDE} x ${MNIST_SIDE}`;
    throw new EngineFailure('fileDimensionsUnsupported', {
      file: images.name,
      expected,
      found: `${height} x ${width}`,
    });
  }
  if (labels.idx.count !== count) {
    const details = { file: labels.name, other: images.name, expected: count, found: labels.idx.count };
    throw new EngineFailure('fileCountsDisagree', details);
  }
  checkLabels(labels.name, labels.idx.labels, DIGIT_NAMES.length);
  return { count, height, width, channels: 1, pixels, labels: labels.idx.labels };
}

function missing(kind: Kind, split: Split): never {
  const file = publishedName(kind, split);
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
  const expected = `1 x ${publishedName(kind, split)}`;
  return new EngineFailure('fileUnknown', { file: later, expected, found: `2 (${earlier}, ${later})` });
}

/** As on the MNIST page, without '.gz'. */
function publishedName(kind: Kind, split: Split): string {
  return MNIST_FILES.find((file) => file.kind === kind && file.split === split)!.name.replace(/\.gz$/, '');
}
