import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LooseFiles } from '#engine/data/file-tree.ts';
import { decoded } from '#engine/data/images/decoding.ts';
import { sizeInHeader } from '#engine/data/images/image-header.ts';
import { readUserFiles } from '#engine/data/user-files.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { tar, zip } from '#test/engine/data/archive-writer.ts';
import { plainRecords } from '#test/engine/data/cifar-writer.ts';
import { gzip, idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';
import { mutated, mutation } from '#test/engine/data/mutations.ts';
import { given } from '#test/engine/data/user-file.ts';

/** `ZOO_FULL` throws as many at every reader as one would before a release. */
const RUNS = process.env['ZOO_FULL'] ? 10_000 : 300;
/** Of processor time, which other programs on the machine do not lengthen. */
const SLOWEST_MS = 2_000;
/** A small file must not take much more memory than it has bytes: room for the readers' own windows. */
const MOST_ALLOCATED = 256 * 1024 * 1024;

const size = { height: 4, width: 4 };
const idx = [
  { path: 'train-images', bytes: idxImages({ count: 8, ...size }) },
  { path: 'train-labels', bytes: idxLabels(labelsInTurn(8)) },
  { path: 't10k-images', bytes: idxImages({ count: 3, ...size }) },
  { path: 't10k-labels', bytes: idxLabels(labelsInTurn(3)) },
];
const npy = (literal: string, values: readonly number[]) =>
  Uint8Array.from([
    ...Buffer.from('\x93NUMPY\x01\0', 'latin1'),
    literal.length,
    0,
    ...Buffer.from(literal),
    ...values,
  ]);
const arrays = [
  {
    path: 'x_train.npy',
    bytes: npy("{'descr':'|u1','fortran_order':False,'shape':(4,2,2)}", Array(16).fill(7)),
  },
  {
    path: 'y_train.npy',
    bytes: npy("{'descr':'<u2','fortran_order':False,'shape':(4,)}", [0, 0, 1, 0, 2, 0, 1, 0]),
  },
];
const cifar = [
  { path: 'data_batch_1.bin', bytes: plainRecords(3, (index) => [index]) },
  { path: 'test_batch.bin', bytes: plainRecords(1, () => [1]) },
];

type Whole = readonly (readonly [path: string, bytes: Uint8Array<ArrayBuffer>])[];
const loose = (files: typeof idx): Whole => files.map(({ path, bytes }) => [path, bytes]);

const SETS: Readonly<Record<string, Whole>> = {
  'IDX files': loose(idx),
  'gzipped IDX files': idx.map(({ path, bytes }) => [`${path}.gz`, gzip(bytes)]),
  'NumPy arrays': loose(arrays),
  'CIFAR files': loose(cifar),
  'a zip of IDX files': [['set.zip', zip(idx)]],
  'an .npz': [['set.npz', zip(arrays.map((file) => ({ ...file, method: 0 })))]],
  'a tar of CIFAR files': [['set.tar', tar(cifar)]],
  'a gzipped tar': [['set.tar.gz', gzip(tar(arrays))]],
};

it.each(Object.keys(SETS))(
  '%s, damaged, load or are refused, soon and in little memory',
  async (name) => {
    const whole = SETS[name]!;
    expect((await readUserFiles(given(...whole))).train.count).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        async (which, mutations) => {
          const files = whole.map(([path, bytes], index) => {
            return [path, index === which % whole.length ? mutations.reduce(mutated, bytes) : bytes] as const;
          });
          const before = process.memoryUsage().arrayBuffers;
          const start = process.cpuUsage();
          try {
            const { train, test, classNames } = await readUserFiles(given(...(files as Whole)));
            for (const { labels, pixels, count, height, width, channels } of [train, test]) {
              expect(pixels.length).toBe(count * height * width * channels);
              expect(labels.every((label) => label < classNames.length)).toBe(true);
            }
          } catch (thrown) {
            if (!(thrown instanceof EngineFailure)) throw thrown;
          }
          const { user, system } = process.cpuUsage(start);
          expect((user + system) / 1000).toBeLessThan(SLOWEST_MS);
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_ALLOCATED);
        },
      ),
      { numRuns: RUNS },
    );
  },
  600_000,
);

/** The beginnings of images of each format, with the place of a size in each. */
const HEADERS: Readonly<Record<string, Uint8Array>> = {
  png: Uint8Array.from(Buffer.from('89504e470d0a1a0a0000000d494844520000001000000020', 'hex')),
  jpeg: Uint8Array.from(Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108002000100301', 'hex')),
  gif: Uint8Array.from(Buffer.from('47494638396110002000', 'hex')),
  bmp: Uint8Array.from(Buffer.from('424d000000000000000000000000000000001000000020000000', 'hex')),
  webp: Uint8Array.from(Buffer.from(`RIFF\0\0\0\0WEBPVP8X${'\0'.repeat(8)}\x0f\0\0\x1f\0\0`, 'latin1')),
};

it.each(Object.keys(HEADERS))('the size of a %s is read before anything is decoded', (format) => {
  expect(sizeInHeader(HEADERS[format]!)).toEqual({ width: 16, height: 32 });
});

it('images with damaged headers are skipped or decoded, and none that is too large', async () => {
  const headers = Object.values(HEADERS);
  let largest = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      async (which, mutations) => {
        const bytes = mutations.reduce(mutated, headers[which % headers.length]! as Uint8Array<ArrayBuffer>);
        const tree = new LooseFiles(given(['cat/0.jpg', Uint8Array.from([...bytes, 0xff, 0xd9])]));
        const decode = async (file: Uint8Array) => {
          const { height, width } = sizeInHeader(file)!;
          largest = Math.max(largest, height * width);
          return { height: 1, width: 1, channels: 3, pixels: Uint8Array.of(1, 2, 3) };
        };
        const one = decoded(tree.read(tree.files, { mostBytes: 1e6 }), { height: 1, width: 1 }, decode);
        for await (const { pixels, problem } of one) expect(pixels === undefined).toBe(problem !== undefined);
      },
    ),
    { numRuns: 10 * RUNS },
  );
  expect(largest).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual(64 * 1024 * 1024);
}, 600_000);
