import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toEngineError } from '#engine/engine-failure.ts';
import { floatValues } from '#engine/formats/float-values.ts';
import { isLegacyPyTorch, openLegacyPyTorch, openPyTorchZip } from '#engine/formats/pytorch-file.ts';
import { FLOATS, type StoredTensor } from '#engine/formats/tensors.ts';

/** By PyTorch 1.13: test/reference/weights/make.py. */
const fileNamed = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../reference/weights/${name}`, import.meta.url)));
const open = (bytes: Uint8Array<ArrayBuffer>): Promise<readonly StoredTensor[]> => {
  const blob = new Blob([bytes]);
  return isLegacyPyTorch(bytes) ? openLegacyPyTorch('a.pth', blob) : openPyTorchZip('a.pth', blob);
};
const problemOf = (bytes: Uint8Array<ArrayBuffer>) =>
  open(bytes).then(String, (thrown) => toEngineError(thrown));

/** 0, 1/8, 2/8, and so on. */
const eighths = (count: number) => Array.from({ length: count }, (_, i) => i / 8);
const transposed = Array.from({ length: 24 }, (_, i) => ((i % 4) * 6 + Math.floor(i / 4)) / 8);

/** `tensors` of make.py. */
const TENSORS: readonly (readonly [
  name: string,
  type: string,
  shape: readonly number[],
  values: readonly number[],
])[] = [
  ['single', 'F32', [2, 3, 2, 2], eighths(24)],
  ['double', 'F64', [3], eighths(3)],
  ['half', 'F16', [5], eighths(5)],
  ['bfloat', 'BF16', [5], eighths(5)],
  ['parameter', 'F32', [2], eighths(2)],
  ['scalar', 'F32', [], [2.5]],
  ['empty', 'F32', [0, 3], []],
  ['whole', 'F32', [4, 6], eighths(24)],
  ['transposed', 'F32', [6, 4], transposed],
  ['strided', 'F32', [3], [6 / 8, 8 / 8, 10 / 8]],
  ['column', 'F32', [4, 1], [5 / 8, 11 / 8, 17 / 8, 23 / 8]],
];

describe('a file of PyTorch', () => {
  it.each(['state-dict', 'checkpoint', 'state-dict-legacy', 'checkpoint-legacy'])(
    '%s.pth gives the tensors of its state dict, of all widths and in any memory',
    async (name) => {
      const tensors = await open(fileNamed(`${name}.pth`));
      const floats = tensors.filter(({ type }) => FLOATS.includes(type));
      const found = await Promise.all(
        floats.map(async ({ name, type, shape, read }) => [
          name,
          type,
          shape,
          [...floatValues(type, await read())],
        ]),
      );
      expect(found).toEqual(TENSORS);
      const [tracked] = tensors.filter(({ type }) => !FLOATS.includes(type));
      expect(tracked).toMatchObject({ name: 'num_batches_tracked', type: 'I64', shape: [] });
    },
  );

  it.each(['module.pth', 'module-legacy.pth'])(
    '%s, a whole module, is refused by the name of its class',
    async (name) => {
      expect(await problemOf(fileNamed(name))).toMatchObject({
        code: 'pickleRefused',
        details: { file: 'a.pth', found: 'torch.nn.modules.linear.Linear' },
      });
    },
  );

  it('that is cut short or damaged is refused', async () => {
    const legacy = fileNamed('state-dict-legacy.pth');
    expect(await problemOf(legacy.slice(0, -1))).toMatchObject({ code: 'fileTruncated' });
    expect(await problemOf(legacy.slice(0, 200))).toMatchObject({ code: 'fileTruncated' });
    const zip = fileNamed('state-dict.pth');
    expect(await problemOf(zip.slice(0, -1))).toMatchObject({ code: 'archiveDamaged' });
    // One number of a tensor: its checksum tells.
    const text = Buffer.from(zip).toString('latin1');
    const at = text.indexOf('data/0') + 6;
    const damaged = zip.with(at + 60, zip[at + 60]! ^ 1);
    const tensors = await open(damaged);
    const reads = await Promise.allSettled(tensors.map(({ read }) => read()));
    const problems = reads.flatMap((one) =>
      one.status === 'rejected' ? [toEngineError(one.reason).code] : [],
    );
    expect(problems).toEqual(['archiveDamaged']);
  });

  it('that holds something else has no weights', async () => {
    const { zip } = await import('#test/engine/data/archive-writer.ts');
    const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
    const withPickle = (text: string) => zip([{ path: 'a/data.pkl', bytes: bytes(text), method: 0 }]);
    expect(await problemOf(zip([{ path: 'a.txt', bytes: bytes('a') }]))).toMatchObject({
      code: 'weightsMissing',
    });
    expect(await problemOf(withPickle('}.'))).toMatchObject({ code: 'weightsMissing' });
    const storage = '(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0' + '0X\x03\0\0\0cpuK\x02tQ';
    const tensor = (rest: string) => `}X\x01\0\0\0actorch._utils\n_rebuild_tensor_v2\n(${storage}${rest}tRs.`;
    // The storage is not in the zip; a tensor reads beyond it, or is larger than it.
    expect(await problemOf(withPickle(tensor('K\0(K\x02t(K\x01t')))).toMatchObject({
      code: 'weightsDamaged',
    });
    expect(await problemOf(withPickle(tensor('K\x01(K\x02t(K\x01t')))).toMatchObject({
      code: 'pickleDamaged',
    });
    expect(await problemOf(withPickle(tensor('K\0(J\xff\xff\xff\x7ft(K\0t')))).toMatchObject({
      code: 'pickleDamaged',
    });
    expect(await problemOf(withPickle(tensor('K\0(K\x02t(t')))).toMatchObject({ code: 'pickleDamaged' });
  });
});
