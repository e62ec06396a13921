import { describe, expect, it } from 'vitest';
import { openTar } from '#engine/data/archives/tar.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import { tar } from '#test/engine/data/archive-writer.ts';
import { gzip } from '#test/engine/data/idx-writer.ts';

const text = (content: string) => new TextEncoder().encode(content);
const deep = `${'folder/'.repeat(20)}file.txt`;
const files = [
  { path: './a/', bytes: text('') },
  { path: './a/1.txt', bytes: text('one') },
  { path: deep, bytes: text('x'.repeat(2000)) },
  { path: '../evil.txt', bytes: text('x') },
  { path: '._1.txt', bytes: text('x') },
];

describe('a tar', () => {
  it.each([
    ['plain', tar(files)],
    ['gzipped', gzip(tar(files))],
  ])('gives its files, with long names, without litter and tricks: %s', async (_, bytes) => {
    const tree = await openTar('a.tar', new Blob([bytes]));
    expect(tree.files).toEqual([
      { path: 'a/1.txt', sizeBytes: 3 },
      { path: deep, sizeBytes: 2000 },
    ]);
    expect(tree.folders).toEqual(['a']);
    expect(tree.refused).toMatchObject([{ path: '../evil.txt', reason: { code: 'pathUnsafe' } }]);
    const read: string[] = [];
    for await (const { bytes } of tree.read([tree.files[1]!], { mostBytes: 1e6 })) {
      read.push(new TextDecoder().decode(bytes));
    }
    expect(read).toEqual(['x'.repeat(2000)]);
  });

  it.each([
    ['cut short', tar(files).slice(0, 2000), 'archiveDamaged'],
    [
      'with a changed header',
      tar(files).map((byte, index) => (index === 700 ? byte ^ 1 : byte)),
      'archiveDamaged',
    ],
    ['gzipped and cut short', gzip(tar(files)).slice(0, -20), 'fileTruncated'],
  ])('is refused when it is %s', async (_, bytes, code) => {
    const error = await openTar('a.tar', new Blob([Uint8Array.from(bytes)])).then(String, toEngineError);
    expect(error).toMatchObject({ code });
  });
});
