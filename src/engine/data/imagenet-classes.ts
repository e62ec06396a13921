import { IMAGENET_CLASSES } from '#datasets/imagenet-classes.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { itemAt } from '#models/lookup.ts';
import type { Dataset, ImageSet, ImageShape } from './image-set.ts';

/** By synset and by name, whatever stands between its words. */
const INDICES: ReadonlyMap<string, number> = new Map(
  IMAGENET_CLASSES.flatMap(({ synset, name }, index) => [
    [synset, index] as const,
    [plain(name), index] as const,
  ]),
);

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, ' ');
}

/** The place of each class among ImageNet's; undefined where one of them is none of these. */
function indicesOf(classNames: readonly string[]): readonly number[] | undefined {
  const indices = classNames.map((name) => INDICES.get(name) ?? INDICES.get(plain(name)));
  return indices.every((index) => index !== undefined) ? (indices as readonly number[]) : undefined;
}

export function areImageNetClasses(classNames: readonly string[]): boolean {
  return indicesOf(classNames) !== undefined;
}

/**
 * A set whose folders are some classes of ImageNet, with the labels and the names of all of them.
 * @throws EngineFailure 'datasetMismatch' for other classes.
 */
export function amongImageNetClasses(dataset: Dataset): Dataset {
  const indices = indicesOf(dataset.classNames);
  if (indices === undefined) {
    throw new EngineFailure('datasetMismatch', {
      expected: 'ImageNet',
      found: dataset.classNames.slice(0, 3).join(', '),
    });
  }
  return {
    ...dataset,
    classNames: IMAGENET_CLASSES.map(({ name }) => name),
    train: new RelabelledImages(dataset.train, indices),
    test: new RelabelledImages(dataset.test, indices),
  };
}

/** The images of a set under other labels. */
class RelabelledImages implements ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly labels: Uint16Array;
  readonly originals: readonly Blob[] | undefined;
  readonly #source: ImageSet;

  constructor(source: ImageSet & ImageShape, indices: readonly number[]) {
    this.count = source.count;
    this.height = source.height;
    this.width = source.width;
    this.channels = source.channels;
    this.labels = source.labels.map((label) => itemAt(indices, label));
    this.originals = source.originals;
    this.#source = source;
  }

  read(indices: Uint32Array, out: Uint8Array): void | Promise<void> {
    return this.#source.read(indices, out);
  }
}
