import { cifar10 } from './cifar10.ts';
import { cifar100, cifar100Coarse } from './cifar100.ts';
import { type DatasetFacts, isPublished, type PublishedDataset } from './dataset.ts';
import { digits } from './digits.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { kmnist } from './kmnist.ts';
import { mnist } from './mnist.ts';
import { shapes } from './shapes.ts';

/** Every set that can be had by its id, in the order in which they are offered. A new one is one file and one line. */
export const DATASETS: readonly DatasetFacts[] = [
  mnist,
  fashionMnist,
  kmnist,
  cifar10,
  cifar100,
  cifar100Coarse,
  digits,
  shapes,
];

/** The sets that are fetched as files. */
export const PUBLISHED_DATASETS: readonly PublishedDataset[] = DATASETS.filter(isPublished);

export function findDataset(id: string): DatasetFacts | undefined {
  return DATASETS.find((facts) => facts.id === id);
}
