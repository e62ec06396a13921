import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FileKind, recogniseFile } from '#engine/data/file-kind.ts';

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf8 = (text: string) => new TextEncoder().encode(text);

function tar(): Uint8Array {
  const header = new Uint8Array(512);
  header.set(utf8('cifar-10-batches-bin/data_batch_1.bin'));
  header.set(utf8('ustar'), 257);
  return header;
}

function safetensors(headerBytes: number, json: string): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes));
  return Uint8Array.from(Buffer.concat([length, Buffer.from(json)]));
}

function bitmap(declared: number): Uint8Array {
  const file = Buffer.alloc(64);
  file.write('BM');
  file.writeUInt32LE(declared, 2);
  return Uint8Array.from(file);
}

/** Records of a label or two and 3,072 pixels that are no label. */
function cifar(labels: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(labels.flatMap((record) => [...record, ...new Array<number>(3072).fill(201)]));
}

const weights = '{"conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';

/** First bytes as the formats' own descriptions give them. */
const KNOWN: readonly (readonly [FileKind, Uint8Array])[] = [
  ['zip', latin1('PK\x03\x04\x14\0')],
  ['zip', latin1('PK\x05\x06\0\0')],
  ['tar', tar()],
  ['sevenZip', latin1('7z\xbc\xaf\x27\x1c\0')],
  ['rar', latin1('Rar!\x1a\x07\x01\0')],
  ['bzip2', latin1('BZh91AY&SY')],
  ['xz', latin1('\xfd7zXZ\0\0')],
  ['zstd', latin1('\x28\xb5\x2f\xfd\x04')],
  ['jpeg', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['png', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['gif', latin1('GIF89a')],
  ['webp', latin1('RIFF\x24\0\0\0WEBPVP8 ')],
  ['bmp', bitmap(64)],
  ['tiff', latin1('II*\0\x08\0\0\0')],
  ['pdf', latin1('%PDF-1.7\n')],
  ['hdf5', latin1('\x89HDF\r\n\x1a\n\0')],
  ['npy', latin1('\x93NUMPY\x01\0')],
  ['parquet', latin1('PAR1\x15\x04')],
  ['matlab', latin1('MATLAB 5.0 MAT-file')],
  ['safetensors', safetensors(weights.length, `${weights}\0\0\0\0`)],
  ['pickle', latin1('\x80\x02}q\0(X')],
  ['pickle', latin1('\x80\x04\x95\x10\0\0')],
  ['cifar', cifar([[3], [9], [0]])],
  [
    'cifar',
    cifar([
      [19, 99],
      [0, 5],
    ]),
  ],
  ['html', utf8('\ufeff\n<!DOCTYPE html><html>')],
  ['html', utf8('<html><body>Please sign in')],
  ['json', utf8('{"images": []}')],
  ['json', utf8('[[0, 1], [2, 3]]')],
  ['csv', utf8('label,1x1,1x2\n5,0,0\n')],
  ['csv', utf8('标签;文件\n猫;1.png\n')],
  ['text', utf8('to do: sleep, eat')],
  ['text', utf8('a page\f\tand\vthe next\r\n')],
];

describe('a file is recognised by its content', () => {
  it.each(KNOWN)('as %s', (kind, bytes) => {
    expect(recogniseFile(bytes, bytes.length)).toBe(kind);
  });

  it('as text also where it is cut within a character', () => {
    const text = utf8(`${'a'.repeat(510)}猫`);
    expect(recogniseFile(text, text.length)).toBe('text');
  });
});

describe('a file is not taken for what it only resembles:', () => {
  const cases: readonly (readonly [string, Uint8Array, number | undefined])[] = [
    ['a bitmap of another length', bitmap(65), 64],
    [
      'a header of weights that is longer than the file',
      safetensors(5000, `${weights}\0`),
      weights.length + 9,
    ],
    ['records with a label of 10', cifar([[3], [10]]), 2 * 3073],
    ['records with a fine label of 100', cifar([[19, 100]]), 3074],
    ['records with a coarse label of 20', cifar([[20, 99]]), 3074],
    ['text with a control character that no text has', utf8('a\x0eb'), 3],
    ['records that end within one', cifar([[3], [4]]), 2 * 3073 - 1],
    ['records of a length that nobody knows', cifar([[3]]), undefined],
    ['noise', Uint8Array.from(deflateSync(utf8('noise '.repeat(9)))), undefined],
    ['another IDX type', Uint8Array.of(0, 0, 0x0d, 3, 0, 0, 0, 1), 8],
    ['what is still packed', Uint8Array.from(gzipSync('a')), undefined],
    ['nothing', new Uint8Array(0), 0],
  ];
  it.each(cases)('%s', (_, bytes, sizeBytes) => {
    expect(recogniseFile(bytes, sizeBytes)).toBeUndefined();
  });
});
