import { type DatasetFacts, isPublished } from '#datasets/dataset.ts';
import { DATASETS } from '#datasets/registry.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { DatasetSource, DatasetSummary, RegisteredDataset } from '#protocol/data.ts';
import { fingerprintOf } from './fingerprint.ts';
import { generateDataset } from './generated.ts';
import type { Dataset } from './image-set.ts';
import type { ReadDataset } from './loading.ts';
import { type PublishedOptions, readPublished } from './published.ts';
import { classHistogram, meanAndDeviation } from './statistics.ts';
import { readUserFiles } from './user-files.ts';

export interface DatasetOptions extends PublishedOptions {
  /** The sets that there are. */
  readonly datasets?: readonly DatasetFacts[];
}

/** Of the files that are not in a set. */
const MOST_LISTED = 200;

export interface LoadedDataset {
  readonly dataset: Dataset;
  readonly summary: DatasetSummary;
}

/**
 * Reads a set, and keeps what was downloaded for the next visit.
 * @throws EngineFailure as readUserFiles, readPublished and generateDataset do, 'configInvalid' for an unknown id;
 * the signal's reason when aborted.
 */
export async function loadDataset(
  source: DatasetSource,
  options: DatasetOptions = {},
): Promise<LoadedDataset> {
  const read =
    source.kind === 'files'
      ? await readUserFiles(source.files, { ...options, transposed: source.transposed })
      : await readRegistered(source.config, options);
  const { classNames, train, test, origin, skipped = [], notes = [] } = read;
  const normalisation = meanAndDeviation(train);
  const [fingerprint, keeping] = await Promise.all([fingerprintOf(read), read.keep()]);
  const config = read.configOf(fingerprint);
  const { height, width, channels } = train;
  return {
    dataset: { config, classNames, train, test, normalisation },
    summary: {
      config,
      height,
      width,
      channels,
      classNames,
      trainCount: train.count,
      testCount: test.count,
      trainHistogram: classHistogram(train.labels, classNames.length),
      testHistogram: classHistogram(test.labels, classNames.length),
      ...normalisation,
      fingerprint,
      origin,
      ...keeping,
      skippedCount: skipped.length,
      skipped: skipped.slice(0, MOST_LISTED),
      notes,
    },
  };
}

function readRegistered(config: RegisteredDataset, options: DatasetOptions): Promise<ReadDataset> {
  const { datasets = DATASETS } = options;
  const facts = datasets.find(({ id }) => id === config.id);
  if (!facts) {
    const expected = datasets.map(({ id }) => id).join(', ');
    throw new EngineFailure('configInvalid', { field: 'dataset', expected, found: config.id });
  }
  return isPublished(facts) ? readPublished(facts, options) : generateDataset(facts, config, options);
}
