import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Checkpoint } from '#engine/runs/checkpoint.ts';
import { encodeCheckpoint } from '#engine/runs/checkpoint-format.ts';
import { packPoints, RunStore, unpackPoints } from '#engine/runs/run-store.ts';
import { type FolderStore, openFolderStore } from '#engine/storage/folder-store.ts';
import type { KeptRun } from '#protocol/run.ts';

let folders: FolderStore;

beforeEach(async () => {
  folders = (await openFolderStore())!;
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const id of await folders.list('runs')) await folders.remove(['runs', id]);
});

/** The run as it is at a step: only what the store looks at. */
const at = (step: number) => ({
  run: { id: 'a', startedAt: 1, step } as KeptRun,
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
  new RunStore(folders).write(at(step), await encodeCheckpoint(checkpointAt(step)));

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

  it('is the state before or the state after, wherever a write breaks off', async () => {
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
  });

  it('is left out when a later program has written it', async () => {
    await folders.write(['runs', 'a', 'record-0'], async (writer) => {
      await writer.add('run.json', new TextEncoder().encode('{"version":2,"generation":1}'));
      await writer.add('points', new Uint8Array(0));
    });
    expect(await new RunStore(folders).list()).toEqual([]);
  });
});
