import type { IdxDataset, IdxFile } from '#datasets/dataset.ts';
import type { ReadingOptions } from '#engine/data/byte-stream.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { lookUp } from '#models/lookup.ts';
import { type IdxImages, type IdxLabels, readIdx, resemblesIdx } from './idx.ts';
import { labelledImages, type NamedIdx } from './idx-splits.ts';
import type { PublishedReader } from './published-reader.ts';

/** Reads the four files of a set whose facts say what each must hold. */
export function publishedIdxReader(facts: IdxDataset): PublishedReader {
  const images = new Map<IdxFile['split'], NamedIdx<IdxImages>>();
  const labels = new Map<IdxFile['split'], NamedIdx<IdxLabels>>();
  const files = new Map(facts.content.files.map((file) => [file.name, file]));
  return {
    mostBytes: ({ name }) => contentBytes(facts, lookUp(files, name)) + 64 * 1024,
    resembles: resemblesIdx,
    async take({ name }, data: Uint8Array<ArrayBuffer>, options: ReadingOptions) {
      const file = lookUp(files, name);
      const idx = await readIdx({ name, data }, options);
      check(facts, file, idx);
      if (idx.kind === 'images') images.set(file.split, { name, idx });
      else labels.set(file.split, { name, idx });
    },
    splits: () => ({
      train: labelledImages(lookUp(images, 'train'), lookUp(labels, 'train')),
      test: labelledImages(lookUp(images, 'test'), lookUp(labels, 'test')),
    }),
  };
}

function countOf(facts: IdxDataset, { split }: IdxFile): number {
  return split === 'train' ? facts.trainCount : facts.testCount;
}

function contentBytes(facts: IdxDataset, file: IdxFile): number {
  const count = countOf(facts, file);
  return file.holds === 'images' ? 16 + count * facts.height * facts.width : 8 + count;
}

/** @throws EngineFailure 'fileCountsDisagree' or 'fileLabelOutOfRange' when the file is not the one that it should be. */
function check(facts: IdxDataset, file: IdxFile, idx: IdxImages | IdxLabels): void {
  const count = countOf(facts, file);
  const expected = file.holds === 'images' ? `${count} x ${facts.height} x ${facts.width}` : `${count}`;
  const found = idx.kind === 'images' ? `${idx.count} x ${idx.height} x ${idx.width}` : `${idx.count}`;
  if (idx.kind !== file.holds || found !== expected) {
    throw new EngineFailure('fileCountsDisagree', { file: file.name, expected, found });
  }
  if (idx.kind === 'labels') checkLabels(file.name, idx.labels, facts.classNames.length);
}

/** @throws EngineFailure 'fileLabelOutOfRange' for the first label that is no class. */
function checkLabels(file: string, labels: Uint16Array, numClasses: number): void {
  const position = labels.findIndex((label) => label >= numClasses);
  const found = labels[position];
  if (found === undefined) return;
  throw new EngineFailure('fileLabelOutOfRange', {
    file,
    expected: `0 - ${numClasses - 1}`,
    found,
    position,
  });
}
