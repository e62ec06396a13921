import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '#engine/runs/checkpoint.ts';
import { RunKeeper } from '#engine/runs/run-keeper.ts';
import { RunStore } from '#engine/runs/run-store.ts';
import { MemoryFolders } from '#engine/storage/memory-folders.ts';
import type { KeptRunEvent } from '#protocol/kept-run.ts';
import { keptRun } from './kept-run.ts';

const checkpointAt = (step: number, values = 4): Checkpoint => ({
  step,
  elapsedMs: step,
  sums: { images: 0, loss: 0, errors: 0 },
  weights: new Map([['conv1/kernel', new Float32Array(values).fill(step)]]),
  slots: new Map(),
});

const epoch = (epoch: number, top1Error: number, loss = 1) =>
  ({
    type: 'epochEnded',
    epoch,
    step: 2 * epoch,
    training: { images: 10, loss: 1, top1Error: 0.5 },
    validation: { images: 2, loss, top1Error },
    elapsedMs: epoch,
  }) as const;

function open(mostBytes = 1e6) {
  const events: KeptRunEvent[] = [];
  const store = new RunStore(new MemoryFolders(mostBytes), true);
  const keeper = new RunKeeper(store, keptRun({ step: 0, epochs: [] }), [], (event) => events.push(event));
  const stepOf = async (weights: 'newest' | 'best') =>
    (await store.readWithCheckpoint('a', weights))?.checkpoint.step;
  return { events, store, keeper, stepOf };
}

describe('a run that is kept while it trains', () => {
  it('has the weights of its best epoch beside the newest', async () => {
    const { keeper, stepOf } = open();
    const errors = [0.5, 0.3, 0.4, 0.3, 0.35];
    const best: (number | undefined)[] = [];
    for (const [i, error] of errors.entries()) {
      keeper.take(epoch(i + 1, error));
      keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(2 * (i + 1)) });
      await keeper.settled();
      // And one in the midst of the next epoch.
      keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(2 * (i + 1) + 1) });
      await keeper.settled();
      expect(await stepOf('newest')).toBe(2 * (i + 1) + 1);
      best.push(await stepOf('best'));
    }
    // Of equal errors the smaller loss is better, and these are equal.
    expect(best).toEqual([2, 4, 4, 4, 4]);
    expect(keeper.run.best).toMatchObject({ epoch: 2, step: 4, top1Error: 0.3 });
  });

  it('asks for a checkpoint at the end of an epoch that is the best so far, and of no other', () => {
    const { keeper } = open();
    keeper.checkpoints.isWriting = true;
    keeper.take(epoch(1, 0.5));
    expect(keeper.checkpoints.isAffordable).toBe(true);
    keeper.checkpoints.begin();
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(2) });
    keeper.take(epoch(2, 0.6));
    keeper.checkpoints.isWriting = true;
    expect(keeper.checkpoints.isAffordable).toBe(false);
  });

  it('keeps the best weights even when newer ones come before they are written', async () => {
    const { keeper, stepOf } = open();
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(1) });
    keeper.take(epoch(1, 0.2));
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(2) });
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(3) });
    keeper.change({ name: 'named' });
    await keeper.settled();
    expect([await stepOf('newest'), await stepOf('best')]).toEqual([3, 2]);
  });

  it('says once that there is no room, with how much is missing, and goes on as soon as there is', async () => {
    const { events, keeper, store, stepOf } = open(60_000);
    await store.write({ run: keptRun({ id: 'old' }), points: new Float64Array(5000) });
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(1, 6000) });
    await keeper.settled();
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(2, 6000) });
    await keeper.settled();
    expect(events).toMatchObject([{ type: 'runNotKept', error: { code: 'storageFull' } }]);
    const [refused] = events;
    expect(refused?.type === 'runNotKept' && refused.error.details['neededBytes']).toBeGreaterThan(24_000);
    expect(await stepOf('newest')).toBeUndefined();
    await store.remove('old');
    keeper.take({ type: 'checkpointMade', checkpoint: checkpointAt(3, 6000) });
    await keeper.settled();
    expect(events.at(-1)).toMatchObject({ type: 'runKept', step: 3 });
    expect(await stepOf('newest')).toBe(3);
  });
});
