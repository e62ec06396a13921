import { findDataset } from '#datasets/registry.ts';
import type { Shape } from '#models/graph.ts';
import { type DatasetConfig, type DatasetSummary, isOwn, isSameDataset } from '#protocol/data.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { chosenDataset, type DatasetState } from './dataset.ts';

/** What a net must take in and tell apart. */
export interface Images {
  readonly shape: Shape;
  readonly numClasses: number;
}

/** The images of a data set: as loaded, or as the registry has them; undefined for own files not yet loaded. */
export function imagesOf(dataset: DatasetConfig, loaded: DatasetSummary | undefined): Images | undefined {
  if (loaded !== undefined && isSameDataset(loaded.config, dataset)) {
    const { height, width, channels, classNames } = loaded;
    return { shape: [height, width, channels], numClasses: classNames.length };
  }
  const facts = isOwn(dataset) ? undefined : findDataset(dataset.id);
  if (facts === undefined) return undefined;
  return { shape: [facts.height, facts.width, facts.channels], numClasses: facts.classNames.length };
}

/** The images that the set-up would be trained on: those of what is chosen, which may stand in for what it names. */
export function setUpImages(draft: RunConfig, dataset: DatasetState): Images | undefined {
  return imagesOf(chosenDataset(dataset) ?? draft.dataset, dataset.summary);
}
