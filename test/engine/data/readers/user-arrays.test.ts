import { describe, expect, it } from 'vitest';
import { readUserFiles } from '#engine/data/user-files.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import { zip } from '#test/engine/data/archive-writer.ts';
import { given } from '#test/engine/data/user-file.ts';

type Values = Uint8Array | Float32Array | Float64Array | BigInt64Array | Int32Array;

/** As numpy.save writes it (NEP 1): magic, version, length of the header, a Python literal, the values. */
function npy(type: string, shape: readonly number[], values: Values, version = 1): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const literal = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const prefix = version === 1 ? 10 : 12;
  const header = `${literal.padEnd(Math.ceil((prefix + literal.length + 1) / 64) * 64 - prefix - 1)}\n`;
  const start = Buffer.alloc(prefix);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  if (version === 1) start.writeUInt16LE(header.length, 8);
  else start.writeUInt32LE(header.length, 8);
  const body = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Uint8Array.from(Buffer.concat([start, Buffer.from(header), body]));
}

const npz = (arrays: Readonly<Record<string, Uint8Array>>, method = 0) =>
  zip(Object.entries(arrays).map(([name, bytes]) => ({ path: `${name}.npy`, bytes, method })));
const counting = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);
const labels = (...values: number[]) => npy('<i8', [values.length], BigInt64Array.from(values, BigInt));
const read = (bytes: Uint8Array<ArrayBuffer>) => readUserFiles(given(['set.npz', bytes]));
const failure = async (bytes: Uint8Array<ArrayBuffer>) =>
  toEngineError(await read(bytes).then(String, (thrown: unknown) => thrown));

describe('NumPy arrays', () => {
  const keras = {
    x_train: npy('|u1', [3, 4, 5], counting(60)),
    y_train: labels(2, 0, 1),
    x_test: npy('|u1', [1, 4, 5], counting(20)),
    y_test: labels(1),
  };

  it.each([0, 8])('in an .npz as Keras ships MNIST make a set, packed by method %i', async (method) => {
    const set = await read(npz(keras, method));
    expect(set.train).toMatchObject({ count: 3, height: 4, width: 5, channels: 1 });
    expect([...set.train.labels]).toEqual([2, 0, 1]);
    expect(set.train.pixels).toEqual(counting(60));
    expect(set.classNames).toEqual(['0', '1', '2']);
    expect(set.configOf('f')).toMatchObject({ name: 'set' });
  });

  it('may lie loose', async () => {
    const files = Object.entries(keras).map(([name, bytes]) => [`${name}.npy`, bytes] as const);
    expect((await readUserFiles(given(...files))).test.count).toBe(1);
  });

  it.each([
    ['0 to 1', '<f4', Float32Array.of(0, 0.5, 1, 0.25), [0, 128, 255, 64], { from: 0, to: 1 }],
    ['-1 to 1', '<f8', Float64Array.of(-1, 0, 1, 0.5), [0, 128, 255, 191], { from: -1, to: 1 }],
    ['0 to 255', '<f4', Float32Array.of(0, 128, 255, 64), [0, 128, 255, 64], { from: 0, to: 255 }],
    ['0 to 255, whole', '<i4', Int32Array.of(0, 128, 255, 64), [0, 128, 255, 64], { from: 0, to: 255 }],
  ])('of numbers from %s become bytes, and it is said', async (_, type, values, bytes, range) => {
    const set = await read(npz({ x: npy(type, [1, 2, 2], values), y: labels(0) }));
    expect([...set.train.pixels]).toEqual(bytes);
    expect(set.notes).toContainEqual({ kind: 'pixelsScaled', details: range });
  });

  it('in big-endian order and of format 2 are read alike', async () => {
    const swapped = Float32Array.of(0, 0.5, 1, 0.25);
    Buffer.from(swapped.buffer).swap32();
    const set = await read(npz({ x: npy('>f4', [1, 2, 2], swapped, 2), y: labels(0) }));
    expect([...set.train.pixels]).toEqual([0, 128, 255, 64]);
  });

  it('with channels first are turned to channels last', async () => {
    const planar = Uint8Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26);
    const set = await read(npz({ x: npy('|u1', [1, 3, 2, 3], planar).slice(), y: labels(0) }));
    // 3 columns at the end are taken for colours where both readings are possible.
    expect(set.train).toMatchObject({ height: 3, width: 2, channels: 3 });
    const clear = await read(npz({ x: npy('|u1', [1, 3, 2, 8], counting(48)), y: labels(0) }));
    expect(clear.train).toMatchObject({ height: 2, width: 8, channels: 3 });
    expect([...clear.train.pixels.subarray(0, 6)]).toEqual([0, 16, 32, 1, 17, 33]);
  });

  it('with transparency are laid on white', async () => {
    const set = await read(
      npz({ x: npy('|u1', [1, 1, 2, 4], Uint8Array.of(9, 8, 7, 0, 9, 8, 7, 255)), y: labels(0) }),
    );
    expect([...set.train.pixels]).toEqual([255, 255, 255, 9, 8, 7]);
  });

  it('of labels may be a column, or one column for each class', async () => {
    const x = npy('|u1', [2, 2, 2], counting(8));
    const column = await read(npz({ x, y: npy('|u1', [2, 1], Uint8Array.of(1, 0)) }));
    expect([...column.train.labels]).toEqual([1, 0]);
    const oneHot = await read(npz({ x, y: npy('<f4', [2, 3], Float32Array.of(0, 0, 1, 0, 1, 0)) }));
    expect([...oneHot.train.labels]).toEqual([2, 1]);
  });

  it('for validation are the test split where there is no other, and training images where there is', async () => {
    const part = (name: string) => ({
      [`${name}_images`]: npy('|u1', [2, 2, 2], counting(8)),
      [`${name}_labels`]: labels(0, 1),
    });
    const two = await read(npz({ ...part('train'), ...part('val') }));
    expect([two.train.count, two.test.count]).toEqual([2, 2]);
    const three = await read(npz({ ...part('train'), ...part('val'), ...part('test') }));
    expect([three.train.count, three.test.count]).toEqual([4, 2]);
    expect(three.notes).toEqual([{ kind: 'validationJoined', details: { count: 2 } }]);
  });

  it.each([
    ['of Python objects', { x: npy('|O', [1, 2, 2], counting(4)), y: labels(0) }, 'arrayUnsupported'],
    ['of not enough values', { x: npy('|u1', [1, 2, 3], counting(5)), y: labels(0) }, 'fileTruncated'],
    ['of too many values', { x: npy('|u1', [1, 2, 2], counting(5)), y: labels(0) }, 'fileTrailingBytes'],
    [
      'that declare more than memory',
      { x: npy('<f8', [1e9, 1e9, 9], counting(8)), y: labels(0) },
      'fileTruncated',
    ],
    [
      'of fewer labels than images',
      { x: npy('|u1', [2, 2, 2], counting(8)), y: labels(0) },
      'fileCountsDisagree',
    ],
    ['of labels below 0', { x: npy('|u1', [1, 2, 2], counting(4)), y: labels(-1) }, 'fileLabelOutOfRange'],
    ['without labels', { x: npy('|u1', [1, 2, 2], counting(4)) }, 'fileMissing'],
    [
      'of numbers that are none',
      { x: npy('<f4', [1, 1, 1], Float32Array.of(Number.NaN)), y: labels(0) },
      'arrayUnsupported',
    ],
  ])('%s are refused', async (_, arrays, code) => {
    expect((await failure(npz(arrays))).code).toBe(code);
  });

  it('under names of other files are missed', async () => {
    const bytes = zip([{ path: 'x.data', bytes: npy('|u1', [1, 2, 2], counting(4)) }]);
    expect(await failure(bytes)).toMatchObject({ code: 'fileMissing' });
  });
});
