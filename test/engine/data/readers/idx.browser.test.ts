import { describe, expect, it } from 'vitest';
import { readIdx } from '#engine/data/readers/idx.ts';
import { toEngineError } from '#engine/engine-failure.ts';

async function compressed(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Labels whose bytes do not compress to nothing. */
function labels(declared: number, actual = declared): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(8 + actual);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x801);
  view.setUint32(4, declared);
  for (let index = 0; index < actual; index++) file[8 + index] = (index * index * 7) % 251;
  return file;
}

const failure = async (data: Uint8Array<ArrayBuffer>) =>
  toEngineError(
    await readIdx({ name: 'labels.gz', data }).then(
      () => 'accepted',
      (thrown: unknown) => thrown,
    ),
  ).code;

describe("a gzipped file read with the browser's own decompression", () => {
  it('is read whole', async () => {
    const read = await readIdx({ name: 'labels.gz', data: await compressed(labels(300_000)) });
    expect(read).toMatchObject({ kind: 'labels', count: 300_000 });
  });

  it('is refused as truncated when cut short, anywhere', async () => {
    const whole = await compressed(labels(3000));
    for (const length of [5, 12, Math.floor(whole.length / 2), whole.length - 1]) {
      expect(await failure(whole.slice(0, length)), `${length} bytes`).toBe('fileTruncated');
    }
  });

  it('is refused as corrupt when its checksum or method is wrong', async () => {
    const checksum = await compressed(labels(3000));
    checksum[checksum.length - 6]! ^= 0xff;
    expect(await failure(checksum)).toBe('fileNotGzip');
    const method = await compressed(labels(3000));
    method[2] = 99;
    expect(await failure(method)).toBe('fileNotGzip');
  });

  it('is refused for bytes after its content, inside the compressed stream or behind it', async () => {
    expect(await failure(await compressed(labels(3000, 3001)))).toBe('fileTrailingBytes');
    const whole = await compressed(labels(3000));
    expect(await failure(new Uint8Array([...whole, 1, 2, 3]))).toBe('fileTrailingBytes');
  });

  it('is not decompressed beyond what it declares', async () => {
    const bomb = await compressed(labels(10, 64 << 20));
    const thrown = await readIdx({ name: 'labels.gz', data: bomb }).catch((reason: unknown) => reason);
    const { code, details } = toEngineError(thrown);
    expect(code).toBe('fileTrailingBytes');
    expect(details['found']).toBeLessThan(1 << 20);
  });
});
