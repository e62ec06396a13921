import type { GeneratedDataset } from '#datasets/dataset.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { RegisteredDataset } from '#protocol/data.ts';
import { classNamesOf } from './class-names.ts';
import { generateDigits } from './digits/generate-digits.ts';
import type { LoadingOptions, ReadDataset } from './loading.ts';
import { generateShapes } from './shapes/generate-shapes.ts';

/** Generated data is the same for everyone; each split has a seed of its own. */
const SEEDS = { train: 1998, test: 2012 };

const GENERATORS = { digits: generateDigits, shapes: generateShapes } as const;

/** @throws EngineFailure 'configInvalid' for counts out of range; the signal's reason when aborted. */
export async function generateDataset(
  facts: GeneratedDataset,
  config: RegisteredDataset,
  { signal, onProgress }: LoadingOptions = {},
): Promise<ReadDataset> {
  const { generator, mostImages } = facts.content;
  const trainCount = config.trainCount ?? facts.trainCount;
  const testCount = config.testCount ?? facts.testCount;
  checkCount('trainCount', trainCount, mostImages);
  checkCount('testCount', testCount, mostImages);
  const total = trainCount + testCount;
  const splitOf = (count: number, seed: number, before: number) =>
    GENERATORS[generator]({
      count,
      seed,
      signal,
      onProgress: (done) =>
        onProgress?.({ phase: 'generating', file: '', unit: 'images', done: before + done, total }),
    });
  return {
    train: await splitOf(trainCount, SEEDS.train, 0),
    test: await splitOf(testCount, SEEDS.test, trainCount),
    classNames: classNamesOf(facts),
    origin: 'generated',
    configOf: () => config,
    // It is generated again on every visit, without the network.
    keep: async () => ({ kept: true }),
  };
}

function checkCount(field: string, count: number, most: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  throw new EngineFailure('configInvalid', { field, expected: `1 - ${most}`, found: count });
}
