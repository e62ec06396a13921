import { describe, expect, it } from 'vitest';
import type { ThreadPool } from '#kernels/threads.ts';
import { LostThread, type ThreadsScratch } from '#kernels/threads-work.ts';
import { shareWork } from '#kernels/work-sharing.ts';

/** Work on three threads of which only the calls are seen; `fail` is what running them throws. */
async function onThreeThreads(fail?: Error) {
  const calls: { parts: readonly (readonly number[])[]; scratch: ThreadsScratch }[] = [];
  const asked: number[] = [];
  const alone: number[][] = [];
  let disposed = 0;
  const pool: ThreadPool = {
    count: 3,
    run(_name, parts, scratch) {
      calls.push({ parts, scratch });
      if (fail) throw fail;
    },
    dispose() {
      disposed += 1;
    },
  };
  const { sharing } = shareWork({
    functions: {
      work(...values: number[]) {
        alone.push(values);
        return undefined;
      },
    },
    scratch(sizeBytes) {
      asked.push(sizeBytes);
      return 4096;
    },
    start: () => Promise.resolve(pool),
  });
  await sharing.setThreads(3, 1);
  return { sharing, calls, asked, alone, disposed: () => disposed };
}

describe('sharing work', () => {
  it('asks for scratch once for each thread, however many parts there are', async () => {
    const { sharing, asked, calls } = await onThreeThreads();
    sharing.parallelEach('work', { items: 8, estimatedMs: 1, scratchBytes: 100 }, (item) => [item]);
    expect(asked).toEqual([112 + 112 + 100]);
    expect(calls).toEqual([
      { parts: [[0], [1], [2], [3], [4], [5], [6], [7]], scratch: { start: 4096, step: 112 } },
    ]);
  });

  it('counts scratch beyond 2 GiB', async () => {
    const { sharing, asked, calls } = await onThreeThreads();
    const scratchBytes = 2 ** 31 + 4;
    sharing.parallel('work', { items: 3, estimatedMs: 1, scratchBytes }, (first, end) => [first, end]);
    expect(calls[0]!.scratch.step).toBe(2 ** 31 + 16);
    expect(asked).toEqual([2 * (2 ** 31 + 16) + scratchBytes]);
  });

  it('hands the calling thread its scratch where it works alone', async () => {
    const { sharing, asked, alone, calls } = await onThreeThreads();
    sharing.parallel('work', { items: 9, estimatedMs: 0.5, scratchBytes: 7 }, (first, end) => [first, end]);
    expect(asked).toEqual([7]);
    expect(alone).toEqual([[0, 9, 4096]]);
    expect(calls).toEqual([]);
  });

  it('keeps its threads where a part fails, and does without them where one is lost', async () => {
    for (const [error, threads] of [
      [new Error('1 parts of work failed.'), 3],
      [new LostThread('gone'), 1],
    ] as const) {
      const { sharing, disposed } = await onThreeThreads(error);
      const run = () => sharing.parallel('work', { items: 9, estimatedMs: 1 }, (first, end) => [first, end]);
      expect(run).toThrow(error);
      expect(sharing.threads).toBe(threads);
      expect(disposed()).toBe(threads === 1 ? 1 : 0);
      if (threads === 1) expect(run).not.toThrow();
    }
  });
});
