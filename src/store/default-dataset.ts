import { isPublished } from '#datasets/dataset.ts';
import { DATASETS } from '#datasets/registry.ts';
import type { RegisteredDataset } from '#protocol/data.ts';

/** What Train starts with. */
export const DEFAULT_DATASET: RegisteredDataset = { id: 'mnist' };

/** What there is without the network. */
export const GENERATED_DATASET: RegisteredDataset = { id: firstGenerated() };

function firstGenerated(): string {
  const facts = DATASETS.find((entry) => !isPublished(entry));
  if (facts === undefined) throw new Error('the registry of data sets has none that is generated');
  return facts.id;
}
