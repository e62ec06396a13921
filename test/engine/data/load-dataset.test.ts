import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '#engine/data/load-dataset.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import type { LoadingProgress } from '#protocol/data.ts';
import { idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';
import { given } from '#test/engine/data/user-file.ts';

it('a set that nobody knows is refused with those that there are', async () => {
  const thrown = await loadDataset({ kind: 'registered', config: { id: 'imagenet' } }).catch(
    (reason) => reason,
  );
  expect(toEngineError(thrown)).toEqual({
    code: 'configInvalid',
    details: { field: 'dataset', expected: expect.stringContaining('mnist, '), found: 'imagenet' },
  });
});

describe('generated digits as a data set', () => {
  it('have as many images as asked for, train and test drawn separately, and tell how far they are', async () => {
    const seen: LoadingProgress[] = [];
    const config = { id: 'digits', trainCount: 300, testCount: 100 } as const;
    const { dataset, summary } = await loadDataset(
      { kind: 'registered', config },
      { onProgress: (one) => seen.push(one) },
    );
    expect(dataset.config).toEqual(config);
    expect(summary).toMatchObject({
      config,
      kept: true,
      origin: 'generated',
      trainCount: 300,
      testCount: 100,
      trainHistogram: new Array(10).fill(30),
      testHistogram: new Array(10).fill(10),
      classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    });
    const first = new Uint8Array(784);
    const other = new Uint8Array(784);
    await dataset.train.read(Uint32Array.of(0), first);
    await dataset.test.read(Uint32Array.of(0), other);
    expect(other).not.toEqual(first);
    expect(seen.at(-1)).toMatchObject({ phase: 'generating', unit: 'images', done: 400, total: 400 });
  });

  it('may be as few as one', async () => {
    const config = { id: 'digits', trainCount: 1, testCount: 1 };
    const { summary } = await loadDataset({ kind: 'registered', config });
    expect(summary).toMatchObject({ trainCount: 1, testCount: 1 });
  });

  it('are refused in numbers that no browser could hold', async () => {
    for (const trainCount of [0, -1, 1.5, 1e9]) {
      const loading = loadDataset({ kind: 'registered', config: { id: 'digits', trainCount } });
      expect(toEngineError(await loading.catch((thrown: unknown) => thrown)).code).toBe('configInvalid');
    }
  });
});

it('the summary of dropped files says where they came from and what is in them', async () => {
  const files = [
    new File([idxImages({ count: 30 })], 'train-images'),
    new File([idxLabels(labelsInTurn(30))], 'train-labels'),
    new File([idxImages({ count: 10 })], 't10k-images'),
    new File([idxLabels(labelsInTurn(10))], 't10k-labels'),
  ];
  const { dataset, summary } = await loadDataset({ kind: 'files', files: given(...files) });
  expect(dataset.config).toEqual({ id: 'own', name: 'train-images', fingerprint: summary.fingerprint });
  expect(summary).toMatchObject({
    config: dataset.config,
    origin: 'files',
    kept: false,
    trainCount: 30,
    testCount: 10,
  });
  expect(summary.trainHistogram).toEqual(new Array(10).fill(3));
  // The writer's pixels run evenly through 0 to 255.
  expect(summary.mean).toEqual([expect.closeTo(0.5, 2)]);
  expect(dataset.normalisation).toEqual({ mean: summary.mean, deviation: summary.deviation });
});

const folder = process.env['DATASETS_DIR'];

it.skipIf(!folder)(
  'the real MNIST has its known counts, mean, deviation and first labels',
  async () => {
    const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
    const read = async (name: string) =>
      new File([Uint8Array.from(await readFile(join(folder!, 'mnist', name)))], name);
    const files = await Promise.all(names.map((name) => read(`${name}-ubyte.gz`)));
    const { dataset, summary } = await loadDataset({ kind: 'files', files: given(...files) });
    expect(summary).toMatchObject({
      trainCount: 60_000,
      testCount: 10_000,
      height: 28,
      width: 28,
      channels: 1,
    });
    expect(summary.mean[0]).toBeCloseTo(0.1307, 4);
    expect(summary.deviation[0]).toBeCloseTo(0.3081, 4);
    // As published for the training images of 0 to 9.
    expect(summary.trainHistogram).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  },
  30_000,
);
