import { cifar10 } from '#datasets/cifar10.ts';
import { cifar100 } from '#datasets/cifar100.ts';
import { classNamesOf } from '#engine/data/class-names.ts';
import type { FileTree } from '#engine/data/file-tree.ts';
import { MemoryImages } from '#engine/data/image-set.ts';
import type { LoadingOptions, OwnSet } from '#engine/data/loading.ts';
import { joined, ownSplits } from '#engine/data/own-splits.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { isTestFile, unpackPlanes } from './cifar.ts';
import { type CifarPickle, readCifarPickle } from './cifar-pickle.ts';

const MOST_FILE_BYTES = 512 * 1024 * 1024;
/** What lies beside the pickles in the published archives. */
const BESIDE = /\.(html|txt~?)$/i;
const SHAPE = { height: 32, width: 32, channels: 3 };

/**
 * CIFAR's Python version: pickles, any number of them; those with 'test' in their name are the test split.
 * @throws EngineFailure as readCifarPickle does, 'fileUnknown' where 10 and 100 classes are mixed, 'fileMissing' without
 * images; the signal's reason when aborted.
 */
export async function readUserCifarPickles(
  tree: FileTree,
  { signal, onProgress }: LoadingOptions,
): Promise<OwnSet> {
  const files = tree.files
    .filter(({ path }) => !BESIDE.test(path))
    .toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const parts = new Map<string, { readonly isTest: boolean; readonly images: MemoryImages }>();
  let [done, first, names]: [number, CifarPickle | undefined, readonly string[] | undefined] = [
    0,
    undefined,
    undefined,
  ];
  for await (const { file, bytes, problem } of tree.read(files, { signal, mostBytes: MOST_FILE_BYTES })) {
    if (problem) throw new EngineFailure(problem.code, problem.details);
    if (bytes === undefined) continue;
    const read = readCifarPickle(file, bytes);
    names ??= read.classNames;
    if (read.labels.length > 0) {
      first ??= read;
      if (read.isFine !== first.isFine) {
        const expected = first.isFine ? 'fine_labels' : 'labels';
        throw new EngineFailure('fileUnknown', { file: file.path, expected, found: 'labels' });
      }
      parts.set(file.path, { isTest: isTestFile(file), images: imagesOf(read) });
    }
    done += file.sizeBytes;
    onProgress?.({ phase: 'reading', file: file.path, unit: 'bytes', done, total });
  }
  const of = (isTest: boolean) => {
    // In the order of the names, whatever order an archive has them in.
    const images = files
      .flatMap(({ path }) => parts.get(path) ?? [])
      .filter((part) => part.isTest === isTest);
    return images.length === 0 ? undefined : joined(images.map((part) => part.images));
  };
  if (first === undefined)
    throw new EngineFailure('fileMissing', { file: tree.name, expected: 'data_batch_1' });
  const { splits, notes } = ownSplits({ train: of(false), test: of(true) });
  return { splits, notes, classNames: names ?? classNamesOf(first.isFine ? cifar100 : cifar10) };
}

function imagesOf({ pixels, labels }: CifarPickle): MemoryImages {
  const result = new Uint8Array(pixels.length);
  for (const index of labels.keys()) unpackPlanes(pixels, index * 3072, result, index * 3072);
  return new MemoryImages(SHAPE, result, Uint16Array.from(labels));
}
