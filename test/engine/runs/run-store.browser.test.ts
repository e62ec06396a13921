import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Checkpoint } from '#engine/runs/checkpoint.ts';
import { encodeCheckpoint } from '#engine/runs/checkpoint-format.ts';
import { packPoints, unpackPoints } from '#engine/runs/points.ts';
import { RunStore } from '#engine/runs/run-store.ts';
import { type FolderStore, openFolderStore } from '#engine/storage/folder-store.ts';
import { keptRun } from './kept-run.ts';

let folders: FolderStore;

beforeEach(async () => {
  folders = (await openFolderStore())!;
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const id of await folders.list('runs')) await folders.remove(['runs', id]);
});

/** The run as it is at a step. */
const at = (step: number) => ({
  run: keptRun({ step }),
  points: packPoints(
    Array.from({ length: step }, (_, i) => ({ step: i + 1, loss: 0.1, top1Error: 0.2, learningRate: i })),
  ),
});

const checkpointAt = (step: number): Checkpoint => ({
  step,
  elapsedMs: 0,
  sums: { images: 0, loss: 0, errors: 0 },
  weights: new Map([['conv1/kernel', Float32Array.of(step)]]),
  slots: new Map(),
});

const write = async (step: number) =>
  new RunStore(folders).write(at(step), { bytes: await encodeCheckpoint(checkpointAt(step)), isBest: false });

/** The step that record, points and checkpoint agree on; they must. */
async function keptStep(): Promise<number | undefined> {
  const kept = await new RunStore(folders).readWithCheckpoint('a');
  if (kept === undefined) return undefined;
  const { step } = kept.run;
  expect(unpackPoints(kept.points).length).toBe(step);
  expect(kept.checkpoint).toEqual(checkpointAt(step));
  return step;
}

describe('a run in the storage', () => {
  it('is what was written last', async () => {
    expect(await keptStep()).toBeUndefined();
    for (const step of [0, 3, 5]) {
      await write(step);
      expect(await keptStep()).toBe(step);
    }
    const store = new RunStore(folders);
    await store.write({ ...at(5), run: { ...at(5).run, name: 'named' } });
    expect(await keptStep()).toBe(5);
    expect((await store.list())[0]).toMatchObject({ id: 'a', name: 'named' });
  });

  it.each([false, true])(
    'is the state before or the state after, wherever a write breaks off (best: %s)',
    async (isBest) => {
      const write = async (step: number) =>
        new RunStore(folders).write(at(step), { bytes: await encodeCheckpoint(checkpointAt(step)), isBest });
      let steps = 0;
      await write(steps);
      // Every change of the disk in turn is the first that does not happen, nor does any after it.
      for (let broken = 1; broken < 50; broken++) {
        const [before, after] = [steps, steps + 1];
        let calls = 0;
        const breakOff = <T extends object>(prototype: T, method: keyof T & string) => {
          const original = prototype[method] as (...rest: unknown[]) => unknown;
          vi.spyOn(prototype as Record<string, (...rest: unknown[]) => unknown>, method).mockImplementation(
            function (this: unknown, ...rest: unknown[]) {
              calls += 1;
              if (calls < broken) return original.apply(this, rest);
              // A process that is killed lets go of its files.
              const freed =
                this instanceof FileSystemWritableFileStream && method === 'close' ? this.abort() : null;
              return Promise.resolve(freed).then(() => {
                throw new Error('killed');
              });
            },
          );
        };
        breakOff(FileSystemDirectoryHandle.prototype, 'removeEntry');
        breakOff(FileSystemWritableFileStream.prototype, 'write');
        breakOff(FileSystemWritableFileStream.prototype, 'close');
        const outcome = await write(after).then(
          () => 'written',
          () => 'killed',
        );
        vi.restoreAllMocks();
        const found = await keptStep();
        if (outcome === 'written') {
          expect(found).toBe(after);
          expect(broken).toBeGreaterThan(8);
          return;
        }
        expect([before, after], `change ${broken}`).toContain(found);
        steps = found!;
      }
      expect.unreachable();
    },
  );

  it('is the one before when its newest checkpoint is damaged, and is written over what is damaged', async () => {
    await write(1);
    await write(2);
    const root = await navigator.storage.getDirectory();
    const runs = await (await root.getDirectoryHandle('runs')).getDirectoryHandle('a');
    const damaged = await (await runs.getDirectoryHandle('checkpoint-1')).getFileHandle('checkpoint');
    const writable = await damaged.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: 90, data: new Uint8Array([77]) });
    await writable.close();
    expect(await keptStep()).toBe(1);
    const store = new RunStore(folders);
    await store.readWithCheckpoint('a');
    await store.write(at(3), { bytes: await encodeCheckpoint(checkpointAt(3)), isBest: false });
    expect(await keptStep()).toBe(3);
  });

  it('has three checkpoints at most: the newest, the best, and the one that is being written', async () => {
    const store = new RunStore(folders);
    for (const step of [1, 2, 3, 4, 5, 6]) {
      const bytes = await encodeCheckpoint(checkpointAt(step));
      await store.write(at(step), { bytes, isBest: step === 2 });
      expect((await store.readWithCheckpoint('a', 'newest'))?.checkpoint.step).toBe(step);
      if (step >= 2) expect((await store.readWithCheckpoint('a', 'best'))?.checkpoint.step).toBe(2);
    }
    const size = await store.sizeOf('a');
    const one = (await encodeCheckpoint(checkpointAt(1))).byteLength;
    expect(size).toBeGreaterThan(3 * one);
    expect(size).toBeLessThan(3 * one + 20_000);
  });

  it('is left out when a later program has written it', async () => {
    await folders.write(['runs', 'a', 'record-0'], async (writer) => {
      await writer.add('run.json', new TextEncoder().encode('{"version":3,"generation":1}'));
      await writer.add('points', new Uint8Array(0));
    });
    expect(await new RunStore(folders).list()).toEqual([]);
  });
});
