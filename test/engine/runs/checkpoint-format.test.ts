import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '#engine/runs/checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from '#engine/runs/checkpoint-format.ts';

/** What the file of each version that is kept beside this test holds. */
const kept: Checkpoint = {
  step: 7,
  elapsedMs: 1234.5678901234567,
  sums: { images: 140, loss: 0.1 + 0.2, errors: 63 },
  weights: new Map([
    ['conv1/kernel', Float32Array.of(1.5, -0, 3e-45, 0.1)],
    ['bn1/movingMean', Float32Array.of(-2)],
  ]),
  slots: new Map([['conv1/kernel/velocity', Float32Array.of(1, 2, 3, 4)]]),
};

const codeOf = async (bytes: Uint8Array<ArrayBuffer>) => {
  try {
    await decodeCheckpoint(bytes, 'run');
    return undefined;
  } catch (thrown) {
    return (thrown as { value: { code: string } }).value.code;
  }
};

/** A file with another head, whose length is right and whose digest is the old one. */
async function withHead(change: (head: string) => string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await encodeCheckpoint(kept);
  const headBytes = new DataView(bytes.buffer).getUint32(12, true);
  const text = change(new TextDecoder().decode(bytes.subarray(80, 80 + headBytes)));
  const head = new TextEncoder().encode(text);
  const changed = new Uint8Array([...bytes.subarray(0, 80), ...head, ...bytes.subarray(80 + headBytes)]);
  new DataView(changed.buffer).setUint32(12, head.length, true);
  return changed;
}

describe('a checkpoint as a file', () => {
  it('comes back as it was, every bit', async () => {
    expect(await decodeCheckpoint(await encodeCheckpoint(kept), 'run')).toEqual(kept);
  });

  it('is read where it lies at any place of a larger buffer', async () => {
    const bytes = await encodeCheckpoint(kept);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(await decodeCheckpoint(larger.subarray(3), 'run')).toEqual(kept);
  });

  it('of version 1 is read for ever', async () => {
    const file = await readFile(new URL('checkpoint-1.bin', import.meta.url));
    expect(await decodeCheckpoint(new Uint8Array(file), 'run')).toEqual(kept);
  });

  it('is refused when any byte of it is another', async () => {
    const bytes = await encodeCheckpoint(kept);
    for (let at = 0; at < bytes.length; at++) {
      const torn = bytes.slice();
      torn[at] = torn[at]! ^ 1;
      expect(await codeOf(torn), `byte ${at}`).toMatch(/^file/);
    }
  });

  it('is refused when it breaks off anywhere, or goes on', async () => {
    const bytes = await encodeCheckpoint(kept);
    for (let length = 0; length < bytes.length; length++) {
      expect(await codeOf(bytes.slice(0, length)), `${length} bytes`).toBe('fileTruncated');
    }
    expect(await codeOf(new Uint8Array([...bytes, 0]))).toBe('fileTrailingBytes');
  });

  it.each([
    [
      'claims a tensor larger than any memory',
      'fileTruncated',
      '["conv1/kernel",4]',
      '["conv1/kernel",9e14]',
    ],
    ['gives a negative length', 'fileUnreadable', '["conv1/kernel",4]', '["conv1/kernel",-4]'],
    ['names a tensor twice', 'fileUnreadable', 'bn1/movingMean', 'conv1/kernel'],
    ['lacks the step', 'fileUnreadable', '"step":7,', ''],
    ['has a step that is no whole number', 'fileUnreadable', '"step":7', '"step":7.5'],
    ['is no JSON', 'fileUnreadable', '{', '['],
    ['has no object of sums', 'fileUnreadable', /"sums":{[^}]*}/, '"sums":null'],
  ])('is refused when its head %s', async (_, code, from, to) => {
    expect(await codeOf(await withHead((head) => head.replace(from, to)))).toBe(code);
  });

  it('of a later version asks for a newer program', async () => {
    const bytes = await encodeCheckpoint(kept);
    new DataView(bytes.buffer).setUint32(8, 2, true);
    expect(await codeOf(bytes)).toBe('fileTooNew');
  });
});
