import { describe, expect, it } from 'vitest';
import { openZip } from '#engine/data/archives/zip.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import { checksum, type ZipFile, zip } from '#test/engine/data/archive-writer.ts';

const text = (content: string) => new TextEncoder().encode(content);
const open = (files: readonly ZipFile[]) => openZip('a.zip', new Blob([zip(files)]));
async function contents(files: readonly ZipFile[], mostBytes = 1e6) {
  const tree = await open(files);
  const read: Record<string, string> = {};
  for await (const { file, bytes, problem } of tree.read(tree.files, { mostBytes })) {
    read[file.path] = problem ? problem.code : new TextDecoder().decode(bytes);
  }
  return read;
}

describe('a zip', () => {
  it('gives stored and deflated files, short and long', async () => {
    const long = 'long '.repeat(100_000);
    // Does not shrink below what is unpacked at once.
    const noise = Array.from({ length: 200_000 }, (_, index) =>
      String.fromCharCode(33 + (((index * index * 7919) >> 5) % 90)),
    );
    const files = [
      { path: 'a/1.txt', bytes: text('one'), method: 0 },
      { path: 'a/2.txt', bytes: text('two') },
      { path: 'a/3.txt', bytes: text(long) },
      { path: 'a/4.txt', bytes: text(noise.join('')) },
      { path: 'a/5.txt', bytes: text('') },
    ];
    expect(await contents(files)).toEqual({
      'a/1.txt': 'one',
      'a/2.txt': 'two',
      'a/3.txt': long,
      'a/4.txt': noise.join(''),
      'a/5.txt': '',
    });
  });

  it('has names in UTF-8, marked or not, and all in GBK where one is; Windows may separate folders', async () => {
    const marked = { path: '猫\\1.txt', bytes: text(''), flags: 0x800 };
    const either = { path: Uint8Array.of(0xc3, 0xa8, 0x2f, 0x31), bytes: text('') };
    const onlyGbk = { path: Uint8Array.of(0xb9, 0xb7, 0x2f, 0x31), bytes: text('') };
    const names = async (...files: ZipFile[]) => (await open(files)).files.map(({ path }) => path);
    expect(await names(marked, either)).toEqual(['猫/1.txt', 'è/1']);
    expect(await names(marked, either, onlyGbk)).toEqual(['猫/1.txt', '猫/1', '狗/1']);
  });

  it('keeps what is unsafe, encrypted or packed otherwise apart, with the reason', async () => {
    const { files, refused } = await open([
      { path: 'cat/0.txt', bytes: text('') },
      { path: '../../evil.txt', bytes: text('') },
      { path: '/abs.txt', bytes: text('') },
      { path: 'C:\\win.txt', bytes: text('') },
      { path: 'secret.txt', bytes: text('x'), flags: 1 },
      { path: 'bzip2.txt', bytes: text('x'), method: 12 },
      { path: '__MACOSX/cat/._0.txt', bytes: text('x') },
      { path: 'cat/.DS_Store', bytes: text('x') },
    ]);
    expect(files.map(({ path }) => path)).toEqual(['cat/0.txt']);
    expect(
      refused.map(({ path, reason }) => `${path} ${reason.code} ${reason.details['found'] ?? ''}`),
    ).toEqual([
      '../../evil.txt pathUnsafe ',
      '/abs.txt pathUnsafe ',
      'C:/win.txt pathUnsafe ',
      'secret.txt archiveEncrypted ',
      'bzip2.txt archiveUnsupported bzip2',
    ]);
  });

  it('unpacks no more than a file says it has, and not what says too much', async () => {
    const bomb = new Uint8Array(50_000_000);
    const lying = { path: 'lying', bytes: bomb, declaredBytes: 3, crc: checksum(bomb.subarray(0, 3)) };
    const honest = { path: 'honest', bytes: bomb, crc: 0 };
    expect(await contents([lying, honest, { path: 'good', bytes: text('good') }])).toEqual({
      lying: 'archiveDamaged',
      honest: 'fileTooLarge',
      good: 'good',
    });
  });

  it('takes no memory for a size that so few bytes cannot unpack to', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const files = [{ path: 'a', bytes: text('a'), declaredBytes: 900_000_000 }];
    expect(await contents(files, 1e9)).toEqual({ a: 'archiveDamaged' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });

  it('tells of a file whose bytes have changed', async () => {
    const bytes = zip([{ path: 'a', bytes: text('the first file'), method: 0 }]);
    bytes[40] = bytes[40]! ^ 1;
    const tree = await openZip('a.zip', new Blob([bytes]));
    const read = [];
    for await (const { problem } of tree.read(tree.files, { mostBytes: 1e6 })) read.push(problem?.code);
    expect(read).toEqual(['archiveDamaged']);
  });

  it.each([
    ['that ends early', zip([{ path: 'a', bytes: text('a') }]).slice(0, -30)],
    ['that is none', text('not a zip')],
    [
      'whose directory lies beyond it',
      zip([{ path: 'a', bytes: text('a') }]).map((byte, index, { length }) =>
        index === length - 5 ? 9 : byte,
      ),
    ],
  ])('is refused as damaged: one %s', async (_, bytes) => {
    const error = await openZip('a.zip', new Blob([Uint8Array.from(bytes)])).then(String, toEngineError);
    expect(error).toEqual({ code: 'archiveDamaged', details: { file: 'a.zip' } });
  });

  it('in which two files share their bytes is a trick, and refused', async () => {
    const bytes = zip([
      { path: 'a', bytes: text('a'), method: 0 },
      { path: 'b', bytes: text('b'), method: 0 },
    ]);
    // The second file's place, 42 bytes into its entry, becomes that of the first.
    const second = bytes.lastIndexOf(0x50, bytes.length - 23 - 1);
    const view = new DataView(bytes.buffer);
    for (let at = second; at > 0; at--) {
      if (view.getUint32(at, true) === 0x02014b50) {
        view.setUint32(at + 42, 0, true);
        break;
      }
    }
    const error = await openZip('a.zip', new Blob([bytes])).then(String, toEngineError);
    expect(error).toMatchObject({ code: 'archiveDamaged' });
  });
});
