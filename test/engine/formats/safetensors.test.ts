import { describe, expect, it } from 'vitest';
import { toEngineError } from '#engine/engine-failure.ts';
import { floatTensor } from '#engine/formats/float-values.ts';
import { encodeSafetensors, isSafetensors, openSafetensors } from '#engine/formats/safetensors.ts';
import type { NamedTensor } from '#engine/formats/tensors.ts';

/** A file as the format's description has it. */
function file(header: string, data: readonly number[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return Uint8Array.from([...length, ...text, ...data]);
}
const open = (header: string, data: readonly number[]) =>
  openSafetensors('a.safetensors', new Blob([file(header, data)]));
const problemOf = (header: string, data: readonly number[]) =>
  open(header, data).then(
    () => 'none',
    (thrown) => toEngineError(thrown).code,
  );
const u8 = (begin: number, end: number, shape = [end - begin]) =>
  `{"dtype":"U8","shape":${JSON.stringify(shape)},"data_offsets":[${begin},${end}]}`;

describe('a file of safetensors', () => {
  it('gives its tensors and its metadata, however the header is padded and ordered', async () => {
    const header = `{"b":${u8(2, 5)},"__metadata__":{"format":"pt"},"a":${u8(0, 2, [1, 2])}, "empty":${u8(5, 5, [0, 7])}, "scalar":${u8(5, 6, [])}}   `;
    const { tensors, metadata } = await open(header, [1, 2, 3, 4, 5, 6]);
    expect(metadata).toEqual({ format: 'pt' });
    const all = await Promise.all(
      tensors.map(async ({ name, type, shape, read }) => [name, type, shape, [...(await read())]]),
    );
    expect(all).toEqual([
      ['a', 'U8', [1, 2], [1, 2]],
      ['b', 'U8', [3], [3, 4, 5]],
      ['empty', 'U8', [0, 7], []],
      ['scalar', 'U8', [], [6]],
    ]);
  });

  it.each([
    ['a hole before a tensor', `{"a":${u8(1, 2)}}`],
    ['a hole between tensors', `{"a":${u8(0, 1)},"b":${u8(2, 3)}}`],
    ['tensors that overlap', `{"a":${u8(0, 2)},"b":${u8(1, 3)}}`],
    ['a shape of another size', `{"a":${u8(0, 2, [3])}}`],
    ['a size below zero', `{"a":${u8(0, 2, [-1, -2])}}`],
    ['a size that no double counts', `{"a":${u8(0, 2, [94906267, 94906267])}}`],
    ['a tensor that ends before it begins', `{"a":${u8(2, 0, [2])}}`],
    ['a key twice', `{"a":${u8(0, 1)},"\\u0061":${u8(0, 1)},"b":${u8(1, 2)}}`],
    ['metadata that is no text', '{"__metadata__":{"a":1}}'],
    ['a tensor that is nothing', '{"a":null}'],
    ['a list', '[1]'],
    ['no JSON', '{"a":'],
    ['no UTF-8', '{"\xff'],
  ])('with %s is refused', async (_, header) => {
    const bytes = Uint8Array.from(header, (character) => character.charCodeAt(0));
    const length = new Uint8Array(8);
    length[0] = bytes.length & 255;
    length[1] = bytes.length >> 8;
    const opened = openSafetensors('a.safetensors', new Blob([length, bytes, Uint8Array.of(1, 2)]));
    await expect(opened).rejects.toMatchObject({ value: { code: 'weightsDamaged' } });
  });

  it('is as long as it says, and of known types', async () => {
    expect(await problemOf(`{"a":${u8(0, 2)}}`, [1])).toBe('fileTruncated');
    expect(await problemOf(`{"a":${u8(0, 2)}}`, [1, 2, 3])).toBe('fileTrailingBytes');
    expect(await problemOf('{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}', [1])).toBe(
      'tensorUnsupported',
    );
    // A header longer than the file, or than any may be, is not even allocated.
    const lying = new Blob([Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0, 0x7b)]);
    await expect(openSafetensors('a', lying)).rejects.toMatchObject({ value: { code: 'weightsDamaged' } });
  });

  it('is known by its beginning', () => {
    const bytes = file(`{"a":${u8(0, 1)}}`, [1]);
    expect(isSafetensors(bytes.subarray(0, 16), bytes.length)).toBe(true);
    expect(isSafetensors(bytes.subarray(0, 16), 20)).toBe(false);
    expect(isSafetensors(bytes.subarray(0, 4), bytes.length)).toBe(false);
    expect(isSafetensors(bytes.with(8, 0x5b), bytes.length)).toBe(false);
  });

  it('comes back as it was written, aligned', async () => {
    const tensors: NamedTensor[] = [
      { name: 'count', type: 'U8', shape: [3], bytes: Uint8Array.of(7, 8, 9) },
      floatTensor('conv1.weight', [2, 2], Float32Array.of(1, -2, 0.5, 1e-40)),
      { name: 'wide', type: 'F64', shape: [], bytes: new Uint8Array(Float64Array.of(Math.PI).buffer) },
    ];
    const blob = new Blob([...encodeSafetensors(tensors, { format: 'pt' })]);
    // Byte for byte as the format's description has it: header padded to 8, wide numbers first.
    const text = new TextDecoder('latin1').decode(await blob.arrayBuffer());
    expect(text.slice(8, 10)).toBe('{"');
    expect(text.charCodeAt(0) % 8).toBe(0);
    const { tensors: read, metadata } = await openSafetensors('a', blob);
    expect(metadata).toEqual({ format: 'pt' });
    expect(read.map(({ name }) => name)).toEqual(['wide', 'conv1.weight', 'count']);
    for (const { name, read: bytes, ...facts } of read) {
      const written = tensors.find((tensor) => tensor.name === name);
      expect({ name, ...facts, bytes: await bytes() }).toEqual(written);
    }
    expect(() => encodeSafetensors([tensors[0]!, tensors[0]!])).toThrow('count');
  });
});
