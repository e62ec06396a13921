import type { FileTree } from '#engine/data/file-tree.ts';
import type { MemoryImages } from '#engine/data/image-set.ts';
import { classesUpTo, type LoadingOptions, type OwnSet } from '#engine/data/loading.ts';
import { ownSplits } from '#engine/data/own-splits.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { itemAt } from '#models/lookup.ts';
import { type ArraySplit, imagesOfArrays, isImageArray, type NamedArray, splitOfName } from './array-sets.ts';
import { readNpy } from './npy.ts';

/** Of one array: what a tab can hold twice. */
const MOST_ARRAY_BYTES = 1024 * 1024 * 1024;

/** NumPy's arrays, loose or in an .npz: images and labels of each split, told apart by shape and by name. */
export async function readUserArrays(
  tree: FileTree,
  { signal, onProgress }: LoadingOptions,
): Promise<OwnSet> {
  const files = tree.files.filter(({ path }) => path.endsWith('.npy'));
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const arrays: NamedArray[] = [];
  let done = 0;
  for await (const { file, bytes, problem } of tree.read(files, { signal, mostBytes: MOST_ARRAY_BYTES })) {
    if (problem) throw new EngineFailure(problem.code, problem.details);
    if (bytes !== undefined) arrays.push({ name: file.path, ...readNpy(file.path, bytes) });
    done += file.sizeBytes;
    onProgress?.({ phase: 'reading', file: file.path, unit: 'bytes', done, total });
  }
  const read = (split: ArraySplit) => {
    const named = arrays.filter(({ name }) => splitOfName(name) === split);
    if (named.length === 0) return undefined;
    const only = (isWanted: (array: NamedArray) => boolean, what: string) => {
      const found = named.filter(isWanted);
      if (found.length === 0)
        throw new EngineFailure('fileMissing', { file: tree.name, expected: `${what}_${split}.npy` });
      if (found.length > 1) {
        const [first, second] = found as [NamedArray, NamedArray];
        const details = {
          file: second.name,
          expected: `1 x ${what}_${split}`,
          found: `2 (${first.name}, ${second.name})`,
        };
        throw new EngineFailure('fileUnknown', details);
      }
      return itemAt(found, 0);
    };
    const images = only(isImageArray, 'x');
    return imagesOfArrays(
      images,
      only((array) => !isImageArray(array), 'y'),
    );
  };
  const parts = { train: read('train'), validation: read('validation'), test: read('test') };
  const present = Object.values(parts).filter((part) => part !== undefined);
  if (present.length === 0) {
    throw new EngineFailure('fileMissing', { file: tree.name, expected: 'x_train.npy' });
  }
  checkSizes(
    tree.name,
    present.map(({ images }) => images),
  );
  const { splits, notes } = ownSplits({
    train: parts.train?.images,
    validation: parts.validation?.images,
    test: parts.test?.images,
  });
  const scaled = present.flatMap((part) => part.notes).slice(0, 1);
  return { splits, notes: [...notes, ...scaled], classNames: classesUpTo(splits) };
}

function checkSizes(file: string, parts: readonly MemoryImages[]): void {
  const first = itemAt(parts, 0);
  const sizeOf = ({ height, width, channels }: MemoryImages) => `${height} x ${width} x ${channels}`;
  const odd = parts.find((part) => sizeOf(part) !== sizeOf(first));
  if (odd) {
    const details = { file, expected: sizeOf(first), found: sizeOf(odd) };
    throw new EngineFailure('fileDimensionsUnsupported', details);
  }
}
