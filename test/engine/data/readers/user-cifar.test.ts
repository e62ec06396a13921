import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUserFiles } from '#engine/data/user-files.ts';
import { tar, zip } from '#test/engine/data/archive-writer.ts';
import { cifarRecords, plainRecords } from '#test/engine/data/cifar-writer.ts';
import { gzip } from '#test/engine/data/idx-writer.ts';
import { given } from '#test/engine/data/user-file.ts';

/** Red grows from the left, green from the top, blue is 7. */
const ramp = (plane: number, index: number) => [index % 32, Math.floor(index / 32), 7][plane]!;
const ten = (index: number) => [index % 10];

describe("files in CIFAR's binary layout", () => {
  it('become images of interleaved colours', async () => {
    const { train } = await readUserFiles(
      given(
        ['data_batch_1.bin', cifarRecords([{ labels: [3], pixel: ramp }])],
        ['test_batch.bin', plainRecords(4, ten)],
      ),
    );
    expect(train).toMatchObject({ count: 1, height: 32, width: 32, channels: 3 });
    expect([...train.labels]).toEqual([3]);
    // Row 2, column 5.
    expect([...train.pixels.subarray((2 * 32 + 5) * 3, (2 * 32 + 5) * 3 + 3)]).toEqual([5, 2, 7]);
  });

  it('are put together in the order of their numbers, whatever their own order', async () => {
    const batches = [10, 2, 1].map(
      (number) => [`data_batch_${number}.bin`, plainRecords(1, () => [number - 1])] as const,
    );
    const { train, test, classNames } = await readUserFiles(
      given(...batches, ['test_batch.bin', plainRecords(2, ten)]),
    );
    expect([...train.labels]).toEqual([0, 1, 9]);
    expect(test.count).toBe(2);
    expect(classNames.slice(0, 3)).toEqual(['airplane', 'automobile', 'bird']);
  });

  it('of CIFAR-100 have the fine label, the second one', async () => {
    const { train, classNames } = await readUserFiles(
      given(
        ['train.bin', plainRecords(2, (index) => [19, 99 - index])],
        ['test.bin', plainRecords(1, () => [0, 0])],
      ),
    );
    expect([...train.labels]).toEqual([99, 98]);
    expect(classNames).toHaveLength(100);
    expect(classNames[99]).toBe('worm');
  });

  const members = [
    { path: 'cifar-10-batches-bin/', bytes: new Uint8Array(0) },
    { path: 'cifar-10-batches-bin/readme.html', bytes: new TextEncoder().encode('<html>about</html>') },
    { path: 'cifar-10-batches-bin/data_batch_1.bin', bytes: plainRecords(20, ten) },
    { path: 'cifar-10-batches-bin/test_batch.bin', bytes: plainRecords(10, ten) },
  ];
  it.each([
    ['a gzipped tar', 'cifar-10-binary.tar.gz', gzip(tar(members))],
    ['a tar', 'cifar-10-binary.tar', tar(members)],
    ['a zip', 'cifar.zip', zip(members)],
    ['a gzipped tar under another name', 'download', gzip(tar(members))],
  ])('may lie in %s', async (_, name, bytes) => {
    const set = await readUserFiles(given([name, bytes]));
    expect([set.train.count, set.test.count]).toEqual([20, 10]);
    expect([...set.test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('without a test file give up a fifth of each class for it, and say so', async () => {
    const { train, test, notes } = await readUserFiles(given(['data_batch_1.bin', plainRecords(50, ten)]));
    expect([train.count, test.count]).toEqual([40, 10]);
    expect([...test.labels].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(notes).toEqual([{ kind: 'testHeldOut', details: { count: 10 } }]);
  });

  it('are refused when one is of another layout', async () => {
    const mixed = given(
      ['data_batch_1.bin', plainRecords(5, ten)],
      ['data_batch_2.bin', plainRecords(5, (index) => [index, index])],
    );
    await expect(readUserFiles(mixed)).rejects.toMatchObject({
      value: { code: 'fileOfOtherKind', details: { file: 'data_batch_2.bin' } },
    });
  });

  const sample = path.join(process.env['DATASETS_DIR'] ?? '', 'cifar10-sample');
  it.skipIf(!existsSync(sample))('of the real set have 500 and 100 of each class', async () => {
    const real = ['data_batch_1.bin', 'test_batch.bin'].filter((name) => existsSync(path.join(sample, name)));
    const set = await readUserFiles(
      given(...real.map((name) => [name, Uint8Array.from(readFileSync(path.join(sample, name)))] as const)),
    );
    const of = (labels: Uint16Array, wanted: number) => labels.filter((label) => label === wanted).length;
    for (let label = 0; label < 10; label++) {
      expect(of(set.train.labels, label)).toBe(500);
      expect(of(set.test.labels, label)).toBe(100);
    }
  });
});
