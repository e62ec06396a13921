import { describe, expect, it } from 'vitest';
import { encodeCheckpoint } from '#engine/runs/checkpoint-format.ts';
import { packPoints } from '#engine/runs/points.ts';
import { decodeRunFile, encodeRunFile } from '#engine/runs/run-file.ts';
import { keptRun } from './kept-run.ts';

const checkpointAt = (step: number) =>
  encodeCheckpoint({
    step,
    elapsedMs: 1,
    sums: { images: 0, loss: 0, errors: 0 },
    weights: new Map([['conv1/kernel', Float32Array.of(step, -step)]]),
    slots: new Map(),
  });

const whole = async () => ({
  run: keptRun({ step: 3, best: { epoch: 1, step: 2, top1Error: 0.4, loss: 0.9 } }),
  points: packPoints([1, 2, 3].map((step) => ({ step, loss: 0.1, top1Error: 0.2, learningRate: 0.3 }))),
  newest: await checkpointAt(3),
  best: await checkpointAt(2),
});

async function bytesOf(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await encodeRunFile(await whole())).arrayBuffer());
}

async function codeOf(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    await decodeRunFile(new Blob([bytes]), 'my.zoorun', 'b');
    return undefined;
  } catch (thrown) {
    return (thrown as { value: { code: string } }).value.code;
  }
}

/** A file with another head of the same length. */
async function withHead(from: RegExp, to: (found: string) => string): Promise<Uint8Array<ArrayBuffer>> {
  const text = new TextDecoder('latin1').decode(await bytesOf());
  return Uint8Array.from(text.replace(from, to), (character) => character.charCodeAt(0));
}

describe('a run as one file', () => {
  it('comes back as it was, under its new id', async () => {
    const expected = await whole();
    expect(await decodeRunFile(await encodeRunFile(expected), 'my.zoorun', 'b')).toEqual({
      ...expected,
      run: { ...expected.run, id: 'b' },
    });
  });

  it('does not need best weights', async () => {
    const { best: _, run, ...rest } = await whole();
    const { best: _best, ...without } = run;
    const read = await decodeRunFile(await encodeRunFile({ ...rest, run: without }), 'my.zoorun', 'b');
    expect(read.best).toBeUndefined();
  });

  it('is refused when any byte of it is another', async () => {
    const bytes = await bytesOf();
    // Every byte of what leads in, and a sample of the rest.
    for (let at = 0; at < bytes.length; at += at < 600 ? 1 : 97) {
      const torn = bytes.slice();
      torn[at] = torn[at]! ^ 1;
      expect(await codeOf(torn), `byte ${at}`).toMatch(/^file/);
    }
  });

  it('is refused when it breaks off anywhere, or goes on', async () => {
    const bytes = await bytesOf();
    for (let length = 0; length < bytes.length; length += 13) {
      expect(await codeOf(bytes.slice(0, length)), `${length} bytes`).toMatch(/^file/);
    }
    expect(await codeOf(new Uint8Array([...bytes, 0]))).toBe('fileTrailingBytes');
  });

  it('that claims to be larger than it is, is refused before anything is allocated', async () => {
    const lying = await withHead(/"points","sizeBytes":96/, () => '"points","sizeBytes":9e');
    expect(await codeOf(lying)).toBe('fileUnreadable');
    const huge = await withHead(/"points","sizeBytes":96/, () => '"points","sizeBytes":97');
    expect(await codeOf(huge)).toBe('fileTruncated');
    const longHead = await bytesOf();
    new DataView(longHead.buffer).setUint32(8, 2 ** 32 - 1, true);
    expect(await codeOf(longHead)).toBe('fileUnreadable');
  });

  it('whose weights are of another step than it says is refused', async () => {
    const file = await encodeRunFile({ ...(await whole()), newest: await checkpointAt(4) });
    expect(await codeOf(new Uint8Array(await file.arrayBuffer()))).toBe('fileUnreadable');
  });

  it('that is something else is named so', async () => {
    expect(await codeOf(new TextEncoder().encode('PK\u0003\u0004 some archive'))).toBe('fileWrongMagic');
  });
});
