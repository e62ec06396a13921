import { type DatasetFacts, isPublished, type PublishedDataset } from './dataset.ts';
import { digits } from './digits.ts';
import { mnist } from './mnist.ts';

/** Every set that can be had by its id, in the order in which they are offered. A new one is one file and one line. */
export const DATASETS: readonly DatasetFacts[] = [mnist, digits];

/** The sets that are fetched as files. */
export const PUBLISHED_DATASETS: readonly PublishedDataset[] = DATASETS.filter(isPublished);

export function findDataset(id: string): DatasetFacts | undefined {
  return DATASETS.find((facts) => facts.id === id);
}
