import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx } from '#engine/data/readers/idx.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import type { EngineError } from '#protocol/errors.ts';
import { gzip, idxImages, idxLabels } from '#test/engine/data/idx-writer.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in array buffers once nothing is freed any more: V8 frees what it has collected on another thread. */
async function settledArrayBuffers(): Promise<number> {
  let bytes = Number.NaN;
  for (;;) {
    collectGarbage();
    await setTimeout(20);
    const now = process.memoryUsage().arrayBuffers;
    if (now === bytes) return now;
    bytes = now;
  }
}

async function failure(data: Uint8Array<ArrayBuffer> | Blob, name = 'some-file'): Promise<EngineError> {
  return readIdx({ name, data }).then(
    () => ({ code: 'unexpected', details: { message: 'accepted' } }),
    (thrown: unknown) => toEngineError(thrown),
  );
}

/** Zeros far beyond what the header declares, compressed a thousandfold. */
async function bomb(header: Uint8Array, megabytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = createGzip({ level: 1 });
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.write(header);
  const zeros = Buffer.alloc(1 << 20);
  for (let index = 0; index < megabytes; index++) stream.write(zeros);
  await new Promise<void>((resolve) => stream.end(resolve));
  return Uint8Array.from(Buffer.concat(parts));
}

describe('an IDX file', () => {
  it('is read plain or gzipped, from bytes or a file', async () => {
    const raw = idxImages({ count: 5, height: 3, width: 4 });
    const expected = { kind: 'images', count: 5, height: 3, width: 4 };
    for (const data of [raw, gzip(raw), new Blob([gzip(raw)]), new File([raw], 'x')]) {
      const images = await readIdx({ name: 'x', data });
      expect(images).toMatchObject(expected);
      expect(images.kind === 'images' && [...images.pixels]).toEqual([...raw.subarray(16)]);
    }
    const labels = await readIdx({ name: 'y', data: gzip(idxLabels([7, 0, 9])) });
    expect(labels).toMatchObject({ kind: 'labels', count: 3 });
    expect(labels.kind === 'labels' && [...labels.labels]).toEqual([7, 0, 9]);
  });

  it('is whole where it arrives in many pieces, and its room grows with them', async () => {
    const raw = idxImages({ count: 3000 });
    for (const data of [raw, gzip(raw)]) {
      const images = await readIdx({ name: 'x', data: new Blob([data]) });
      expect(images.kind === 'images' && Buffer.compare(images.pixels, raw.subarray(16))).toBe(0);
    }
  });

  it('tells how many of its bytes it has read', async () => {
    const data = gzip(idxImages({ count: 3000 }));
    const seen: number[] = [];
    await readIdx({ name: 'x', data }, { onBytes: (done) => seen.push(done) });
    expect(seen.at(-1)).toBe(data.length);
  });

  it('stops reading when cancelled', async () => {
    const controller = new AbortController();
    const data = new Blob([idxImages({ count: 10_000 })]);
    const reading = readIdx(
      { name: 'x', data },
      { signal: controller.signal, onBytes: () => controller.abort() },
    );
    expect(toEngineError(await reading.catch((thrown: unknown) => thrown)).code).toBe('cancelled');
  });
});

describe('a malformed IDX file is refused with its name, what was expected and what was found:', () => {
  const images = idxImages({ count: 10 });

  it('empty', async () => {
    expect(await failure(new Uint8Array(0))).toEqual({ code: 'fileEmpty', details: { file: 'some-file' } });
    expect((await failure(gzip(new Uint8Array(0)))).code).toBe('fileEmpty');
    expect((await failure(idxImages({ count: 0 }))).code).toBe('fileEmpty');
  });

  it('three bytes', async () => {
    expect(await failure(images.slice(0, 3))).toEqual({
      code: 'fileTruncated',
      details: { file: 'some-file', expected: 16, found: 3 },
    });
  });

  it('another magic number, compressed or not', async () => {
    const wrong = idxImages({ count: 1, magic: 0x00000d03 });
    for (const data of [wrong, gzip(wrong)]) {
      const { code, details } = await failure(data);
      expect(code).toBe('fileWrongMagic');
      expect(details['found']).toBe('00000d03');
      expect(details['expected']).toContain('00000803');
    }
    const page = new TextEncoder().encode('<!doctype html><title>Sign in</title>');
    for (const data of [page, gzip(page)]) {
      expect(await failure(data, 'train-images.gz')).toEqual({
        code: 'fileOfOtherKind',
        details: { file: 'train-images.gz', kind: 'html' },
      });
    }
  });

  it('a header cut short', async () => {
    for (const length of [4, 8, 15]) {
      expect(await failure(images.slice(0, length))).toMatchObject({
        code: 'fileTruncated',
        details: { expected: 16, found: length },
      });
    }
    expect((await failure(idxLabels([1]).slice(0, 7))).details['expected']).toBe(8);
  });

  it('data cut short', async () => {
    for (const data of [images.slice(0, 7000), gzip(images.slice(0, 7000))]) {
      expect(await failure(data)).toMatchObject({
        code: 'fileTruncated',
        details: { expected: 7856, found: 7000 },
      });
    }
  });

  it('bytes after the data', async () => {
    const longer = new Uint8Array([...images, 0]);
    for (const data of [longer, gzip(longer)]) {
      expect(await failure(data)).toMatchObject({
        code: 'fileTrailingBytes',
        details: { expected: 7856, found: 7857 },
      });
    }
  });

  it('a gzip stream cut short, anywhere', async () => {
    const whole = gzip(idxImages({ count: 300 }));
    for (const length of [5, 12, Math.floor(whole.length / 2), whole.length - 1]) {
      expect(await failure(whole.slice(0, length)), `${length} bytes`).toMatchObject({
        code: 'fileTruncated',
        details: { expected: `> ${length}`, found: length },
      });
    }
  });

  it('a corrupt gzip stream', async () => {
    const noise = Uint8Array.from(Buffer.concat([images.subarray(0, 16), randomBytes(7840)]));
    const body = gzip(noise);
    body[body.length - 6]! ^= 0xff; // In the checksum.
    expect((await failure(body)).code).toBe('fileNotGzip');
    const method = gzip(images);
    method[2] = 99;
    expect((await failure(method)).code).toBe('fileNotGzip');
  });

  it('a decompression bomb, of which no more is decompressed than was declared and one piece', async () => {
    const declared = idxImages({ count: 10 });
    const data = await bomb(declared, 256);
    const before = process.memoryUsage().arrayBuffers;
    const { code, details } = await failure(data);
    expect(code).toBe('fileTrailingBytes');
    expect(details['found']).toBeLessThan(1 << 20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  });

  it('a header that declares more than any such file has, or more than is there', async () => {
    expect(await failure(idxImages({ count: 1, declaredCount: 0xffffffff }))).toMatchObject({
      code: 'fileTooLarge',
      details: { found: 16 + 0xffffffff * 784 },
    });
    expect(await failure(idxImages({ count: 1, declaredCount: 600_000 }))).toMatchObject({
      code: 'fileTruncated',
      details: { expected: 16 + 600_000 * 784, found: 800 },
    });
  });

  it('a header that declares 470 MB: memory follows the 2 MB that arrive, not what it says', async () => {
    // Noise, packed, so that it arrives in many pieces.
    const header = idxImages({ count: 0, declaredCount: 600_000 });
    const data = gzip(Buffer.concat([header, randomBytes(2 << 20)]));
    // What earlier tests left would be freed under way.
    const before = await settledArrayBuffers();
    let most = 0;
    const onBytes = () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    };
    const reading = readIdx({ name: 'x', data }, { onBytes });
    expect(toEngineError(await reading.catch((thrown: unknown) => thrown)).code).toBe('fileTruncated');
    onBytes();
    expect(most).toBeGreaterThan(2 << 20);
    expect(most).toBeLessThan(32 << 20);
  });

  it('images without width', async () => {
    expect((await failure(idxImages({ count: 1, width: 0 }))).code).toBe('fileDimensionsUnsupported');
  });

  it('a folder, which systems hand over as a file that cannot be read', async () => {
    class Folder extends Blob {
      /** Nothing is read of a part without bytes. */
      override slice(): Blob {
        return this.size === 0 ? new Blob([]) : this;
      }
      override arrayBuffer(): Promise<never> {
        return Promise.reject(new DOMException('not a file', 'NotFoundError'));
      }
    }
    for (const size of [0, 4096]) {
      const folder = new Folder([new Uint8Array(size)]);
      expect(await failure(folder, 'my images')).toMatchObject({
        code: 'fileUnreadable',
        details: { file: 'my images' },
      });
    }
  });
});
