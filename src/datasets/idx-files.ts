import type { IdxFile } from './dataset.ts';

type Published = readonly [sizeBytes: number, sha256: string];

/** The four files under the names that MNIST gave them and that its successors kept. */
export function idxFiles(published: {
  readonly trainImages: Published;
  readonly trainLabels: Published;
  readonly testImages: Published;
  readonly testLabels: Published;
}): readonly IdxFile[] {
  const file = (
    name: string,
    holds: IdxFile['holds'],
    split: IdxFile['split'],
    [sizeBytes, sha256]: Published,
  ): IdxFile => ({ name, holds, split, sizeBytes, sha256 });
  return [
    file('train-images-idx3-ubyte.gz', 'images', 'train', published.trainImages),
    file('train-labels-idx1-ubyte.gz', 'labels', 'train', published.trainLabels),
    file('t10k-images-idx3-ubyte.gz', 'images', 'test', published.testImages),
    file('t10k-labels-idx1-ubyte.gz', 'labels', 'test', published.testLabels),
  ];
}
