import { EngineFailure } from '#engine/engine-failure.ts';
import type { DatasetConfig, DatasetSource, DatasetSummary } from '#protocol/data.ts';
import { DIGIT_NAMES } from './dataset.ts';
import { generateDigits } from './digits/generate-digits.ts';
import { type LoadingOptions, readMnistFiles } from './mnist-files.ts';
import { type LoadedDataset, loadMnist } from './mnist-source.ts';
import { classHistogram, meanAndDeviation } from './statistics.ts';

export { forgetMnist } from './mnist-source.ts';

const GENERATED_COUNTS = { train: 20_000, test: 4_000 };
/** About 160 MB of images. */
const MOST_GENERATED = 200_000;
/** Generated data is the same for everyone; the splits are drawn from streams of their own. */
const GENERATED_SEEDS = { train: 1998, test: 2012 };

/** @throws EngineFailure as readMnistFiles and loadMnist do, 'configInvalid' for counts out of range; the signal's reason when aborted. */
export async function loadDataset(
  source: DatasetSource,
  options: LoadingOptions = {},
): Promise<LoadedDataset> {
  if (source.kind === 'files') {
    return { dataset: await readMnistFiles(source.files, options), origin: 'files', kept: false };
  }
  return source.config.id === 'mnist' ? loadMnist(options) : drawDigits(source.config, options);
}

export function summarise({ dataset, origin, kept, keepError }: LoadedDataset): DatasetSummary {
  const { id, classNames, train, test } = dataset;
  const { height, width, channels } = train;
  return {
    id,
    height,
    width,
    channels,
    classNames,
    trainCount: train.count,
    testCount: test.count,
    trainHistogram: classHistogram(train.labels, classNames.length),
    testHistogram: classHistogram(test.labels, classNames.length),
    ...meanAndDeviation(train),
    origin,
    kept,
    ...(keepError && { keepError }),
  };
}

async function drawDigits(
  config: DatasetConfig,
  { signal, onProgress }: LoadingOptions,
): Promise<LoadedDataset> {
  const trainCount = config.trainCount ?? GENERATED_COUNTS.train;
  const testCount = config.testCount ?? GENERATED_COUNTS.test;
  checkCount('trainCount', trainCount);
  checkCount('testCount', testCount);
  const total = trainCount + testCount;
  const draw = (count: number, seed: number, before: number) =>
    generateDigits({
      count,
      seed,
      signal,
      onProgress: (done) =>
        onProgress?.({ phase: 'generating', file: '', unit: 'images', done: before + done, total }),
    });
  const train = await draw(trainCount, GENERATED_SEEDS.train, 0);
  const test = await draw(testCount, GENERATED_SEEDS.test, trainCount);
  // Drawn anew without the network on every visit.
  return { dataset: { id: 'digits', classNames: DIGIT_NAMES, train, test }, origin: 'generated', kept: true };
}

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_GENERATED) return;
  throw new EngineFailure('configInvalid', { message: `${name}: 1 - ${MOST_GENERATED}, not ${count}.` });
}
