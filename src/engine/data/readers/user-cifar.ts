import { cifar10 } from '#datasets/cifar10.ts';
import { cifar100 } from '#datasets/cifar100.ts';
import type { FileTree } from '#engine/data/file-tree.ts';
import type { LoadingOptions, OwnSet } from '#engine/data/loading.ts';
import { ownSplits } from '#engine/data/own-splits.ts';
import type { LocalizedText } from '#models/localized-text.ts';
import { isTestFile, readCifar, resemblesCifar } from './cifar.ts';

/** Ten times as much as the largest that was published, and what fits a tab. */
const MOST_FILE_BYTES = 512 * 1024 * 1024;

/** Files in CIFAR's layout, any number of them; those with 'test' in their name are the test split. */
export async function readUserCifar(tree: FileTree, { signal, onProgress }: LoadingOptions): Promise<OwnSet> {
  const files = tree.files.filter(({ path, sizeBytes }) => {
    return /\.bin$/i.test(path) || resemblesCifar(new Uint8Array(0), sizeBytes);
  });
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  const read = async (isTest: boolean) => {
    const wanted = files.filter((file) => isTestFile(file) === isTest);
    if (wanted.length === 0) return undefined;
    const onFile = (bytes: number) => {
      done += bytes;
      onProgress?.({ phase: 'reading', file: tree.name, unit: 'bytes', done, total });
    };
    return readCifar(tree, wanted, 'fine', { signal, mostBytes: MOST_FILE_BYTES, onFile });
  };
  const train = await read(false);
  const test = await read(true);
  const numClasses = Math.max(train?.numClasses ?? 0, test?.numClasses ?? 0);
  const { classNames } = numClasses === cifar10.classNames.length ? cifar10 : cifar100;
  const english = (name: string | LocalizedText) => (typeof name === 'string' ? name : name.en);
  const { splits, notes } = ownSplits({ train: train?.images, test: test?.images });
  return { splits, notes, classNames: classNames.map(english) };
}
