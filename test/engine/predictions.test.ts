import { beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '#engine/data/load-dataset.ts';
import { predictionSample } from '#engine/evaluation/predictions.ts';
import { Run } from '#engine/training/run.ts';
import { useBackend } from '#test/engine/backends.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';

const config = { id: 'digits', trainCount: 300, testCount: 120 };

async function openRun() {
  const { dataset } = await loadDataset({ kind: 'registered', config });
  return { dataset, run: new Run(lenetConfig({}, { dataset: config, validationFraction: 0.1 }), dataset) };
}

beforeAll(() => useBackend('wasm'));

describe('the held-out images that a net is asked about', () => {
  it('are two of each class, in the order of the classes, each with its own picture', async () => {
    const { dataset, run } = await openRun();
    const { images, predictions } = await predictionSample(run);
    const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(predictions.map(({ trueClass }) => trueClass)).toEqual([...digits, ...digits]);
    expect([...images!.labels]).toEqual([...digits, ...digits]);
    const held = new Set(run.split('validation').indices);
    expect(predictions.every(({ index }) => held.has(index))).toBe(true);
    expect(new Set(predictions.map(({ index }) => index)).size).toBe(20);
    expect(dataset.train.count).toBe(300);
    // The next time their pictures are known.
    const again = await predictionSample(run, predictions);
    expect(again.images).toBeUndefined();
    expect(again.predictions).toEqual(predictions);
    expect((await predictionSample(run, predictions.slice(1))).images).toEqual(images);
    run.dispose();
  });

  it('of more than ten classes are those that the net finds hardest', async () => {
    const { dataset } = await openRun();
    // The same digits, told apart by whether they stand at an even place as well.
    const labels = Uint8Array.from(dataset.train.labels, (label, i) => (i % 2 === 0 ? label : label + 10));
    const train = Object.create(dataset.train, { labels: { value: labels } });
    const classNames = Array.from({ length: 20 }, (_, index) => String(index));
    const run = new Run(lenetConfig({}, { dataset: config, validationFraction: 0.3 }), {
      ...dataset,
      classNames,
      train,
    });
    const { predictions } = await predictionSample(run);
    expect(predictions).toHaveLength(20);
    // There are more than twenty that it has wrong, and each of these is harder than one that it has right.
    const wrong = predictions.filter(({ trueClass, predictedClass }) => trueClass !== predictedClass);
    expect(wrong).toHaveLength(20);
    run.dispose();
  });
});
