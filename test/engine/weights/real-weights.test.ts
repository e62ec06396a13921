import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { loadDataset } from '#engine/data/load-dataset.ts';
import { evaluate } from '#engine/evaluation/evaluate.ts';
import { finish } from '#engine/finish.ts';
import { loadWeights } from '#engine/weights/load-weights.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend } from '#test/engine/backends.ts';
import { given } from '#test/engine/data/user-file.ts';

/** Folders with real weights and data, which are no part of this project. */
const { WEIGHTS_DIR, DATASETS_DIR, ZOO_FULL } = process.env;

/** Images of 1,000 that PyTorch 1.13 gets wrong with the same weights. */
const COUNTS = [
  { file: 'resnet20-12fca82f.th', net: 'resnet20', top1: 196, top5: 10 },
  ...(ZOO_FULL === '1' ? [{ file: 'resnet56-4bfd9763.th', net: 'resnet56', top1: 175, top5: 7 }] : []),
];

beforeAll(() => useBackend('wasm'));

it.skipIf(WEIGHTS_DIR === undefined || DATASETS_DIR === undefined).each(COUNTS)(
  '$file makes PyTorch’s errors on a sample of CIFAR-10',
  async ({ file, net, top1, top5 }) => {
    const names = ['data_batch_1.bin', 'test_batch.bin'];
    const files = await Promise.all(
      names.map(async (name) => {
        const bytes = await readFile(path.join(DATASETS_DIR ?? '', 'cifar10-sample', name));
        return [name, Uint8Array.from(bytes)] as const;
      }),
    );
    const { dataset } = await loadDataset({ kind: 'files', files: given(...files) });
    const blob = await openAsBlob(path.join(WEIGHTS_DIR ?? '', file));
    const wanted = {
      config: { ...defaultConfig(), dataset: dataset.config },
      isNetFixed: false,
      replacesHead: false,
      file: { path: file, file: blob as File },
    };
    const { run, weights } = await loadWeights(wanted, dataset, {
      signal: new AbortController().signal,
      makeRoom: () => undefined,
      onBytes: () => undefined,
    });
    expect(run.config.model).toMatchObject({ id: net, choices: { zeroChannels: 'bothSides' } });
    expect(weights).toMatchObject({ prefix: 'module.', known: `${net}-idelbayev`, absent: [] });
    const { result } = await finish(evaluate(run, 'test'), () => undefined);
    expect([result.images, result.top1Error * 1000, result.top5Error! * 1000].map(Math.round)).toEqual([
      1000,
      top1,
      top5,
    ]);
    run.dispose();
  },
  120_000,
);
