import { EngineFailure } from '#engine/engine-failure.ts';
import type { LoadingOptions, ReadDataset, Splits } from './loading.ts';
import { type IdxImages, type IdxLabels, readIdx } from './readers/idx.ts';
import { labelledImages, type NamedIdx } from './readers/idx-splits.ts';

type Kind = 'images' | 'labels';
type Split = 'train' | 'test';

/** Files that macOS and Windows add to folders. */
const LITTER = /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/**
 * The data set in four IDX files in any order: what each is follows from its content, and which split from its name
 * ('train'; 't10k' or 'test') or else from its size. Classes are numbered up to the largest label.
 * @throws EngineFailure as readIdx does; 'fileUnknown' for a file too many (details.found names both);
 * 'fileMissing', 'fileCountsDisagree', 'fileDimensionsUnsupported'.
 */
export async function readUserFiles(
  files: readonly File[],
  options: LoadingOptions = {},
): Promise<ReadDataset> {
  const wanted = files.filter(({ name }) => !LITTER.test(name));
  const read = await readEach(wanted, options);
  const images = bySplit(read.filter((file): file is NamedIdx<IdxImages> => file.idx.kind === 'images'));
  const labels = bySplit(read.filter((file): file is NamedIdx<IdxLabels> => file.idx.kind === 'labels'));
  const of = (split: Split) => {
    const file = images[split] ?? missing('images', split);
    return { file, set: labelledImages(file, labels[split] ?? missing('labels', split)) };
  };
  const train = of('train');
  const test = of('test');
  const splits = { train: train.set, test: test.set };
  checkSizes(splits, test.file.name);
  const name = train.file.name.replace(/(\.gz|\.idx\w*|-idx\d|-ubyte)+$/i, '');
  return {
    ...splits,
    classNames: numberedClasses(splits),
    origin: 'files',
    configOf: (fingerprint) => ({ id: 'own', name, fingerprint }),
    keep: async () => ({ kept: false }),
  };
}

async function readEach(
  files: readonly File[],
  { signal, onProgress }: LoadingOptions,
): Promise<readonly NamedIdx[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const read: NamedIdx[] = [];
  let before = 0;
  for (const file of files) {
    const onBytes = (bytes: number) =>
      onProgress?.({ phase: 'reading', file: file.name, unit: 'bytes', done: before + bytes, total });
    const idx = await readIdx({ name: file.name, data: file }, { signal, onBytes });
    read.push({ name: file.name, idx });
    before += file.size;
  }
  return read;
}

function checkSizes({ train, test }: Splits, file: string): void {
  const expected = `${train.height} x ${train.width}`;
  const found = `${test.height} x ${test.width}`;
  if (found !== expected) throw new EngineFailure('fileDimensionsUnsupported', { file, expected, found });
}

function numberedClasses({ train, test }: Splits): string[] {
  const largest = [train.labels, test.labels].reduce(
    (before, labels) => labels.reduce((most, label) => Math.max(most, label), before),
    0,
  );
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
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
