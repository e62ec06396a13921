import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { yieldToMessages } from '#engine/event-loop.ts';
import { sha256, startSha256 } from '#engine/sha256.ts';

const bytes = Uint8Array.from(randomBytes(3_000_001));
const expected = createHash('sha256').update(bytes).digest('hex');

afterEach(() => vi.unstubAllGlobals());

describe('SHA-256', () => {
  it('is that of the standard for its test vector', async () => {
    // FIPS 180-4, "abc".
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256(new TextEncoder().encode('abc'))).toBe(abc);
    vi.stubGlobal('crypto', {});
    expect(await sha256(new TextEncoder().encode('abc'))).toBe(abc);
  });

  it('is the same where the platform has none of its own, and lets messages in meanwhile', async () => {
    expect(await sha256(bytes)).toBe(expected);
    vi.stubGlobal('crypto', { subtle: undefined });
    let turns = 0;
    let done = false;
    const hashing = sha256(bytes).finally(() => {
      done = true;
    });
    while (!done) {
      await yieldToMessages();
      turns++;
    }
    expect(await hashing).toBe(expected);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('is the same over pieces of any length', async () => {
    const digest = await startSha256();
    for (let start = 0; start < bytes.length; start += 77_777) {
      digest.update(bytes.subarray(start, start + 77_777));
    }
    expect(digest.end()).toBe(expected);
  });
});
