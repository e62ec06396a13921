import { describe, expect, it } from 'vitest';
import { batchStream, type HostBatch } from '#engine/data/batch-stream.ts';
import type { ImageSet } from '#engine/data/image-set.ts';
import { yieldToMessages } from '#engine/event-loop.ts';
import { Random } from '#engine/random.ts';
import { NO_AUGMENTATION } from '#models/recipe.ts';

/** Images of two bytes, [index, index + 100], which answers each reading when it is told to. */
class SlowImages implements ImageSet {
  readonly count = 10;
  readonly height = 1;
  readonly width = 2;
  readonly channels = 1;
  readonly labels = Uint16Array.from({ length: 10 }, (_, i) => 1000 + i);
  readonly readings: number[][] = [];
  readonly #answers: (() => void)[] = [];

  read(indices: Uint32Array, out: Uint8Array): Promise<void> {
    this.readings.push([...indices]);
    return new Promise((resolve) => {
      this.#answers.push(() => {
        for (const [slot, index] of indices.entries()) out.set([index, index + 100], 2 * slot);
        resolve();
      });
    });
  }

  answer(): void {
    this.#answers.shift()!();
  }

  async hasRead(times: number): Promise<void> {
    while (this.readings.length < times) await yieldToMessages();
  }
}

const order = Uint32Array.of(4, 2, 9, 0, 7);

async function collect(set: SlowImages, stream: AsyncGenerator<HostBatch, void>): Promise<HostBatch[]> {
  const found: HostBatch[] = [];
  for (let read = 1; ; read++) {
    const next = stream.next();
    if (read <= 3) {
      await set.hasRead(read);
      set.answer();
    }
    const { done, value } = await next;
    if (done === true) return found;
    found.push(value);
  }
}

describe('a stream of batches from a set that answers late', () => {
  it('gives every image once in the order asked for, with its label, the last batch partial', async () => {
    const set = new SlowImages();
    const batches = await collect(set, batchStream(set, order, 2));
    expect(batches.map(({ count }) => count)).toEqual([2, 2, 1]);
    expect(batches.flatMap(({ pixels }) => [...pixels])).toEqual([4, 104, 2, 102, 9, 109, 0, 100, 7, 107]);
    expect(batches.flatMap(({ labels }) => [...labels])).toEqual([1004, 1002, 1009, 1000, 1007]);
  });

  it('reads one batch ahead while the one before is at work, and no more', async () => {
    const set = new SlowImages();
    const stream = batchStream(set, order, 2);
    const first = stream.next();
    await set.hasRead(1);
    set.answer();
    await first;
    await set.hasRead(2);
    for (let turn = 0; turn < 20; turn++) await yieldToMessages();
    expect(set.readings).toEqual([
      [4, 2],
      [9, 0],
    ]);
    set.answer();
    await stream.return();
  });

  it('says why an image could not be read, and gives nothing for an empty list', async () => {
    const broken: ImageSet = Object.assign(new SlowImages(), {
      read: () => Promise.reject(new Error('gone')),
    });
    await expect(batchStream(broken, order, 2).next()).rejects.toThrow('gone');
    expect(await batchStream(broken, new Uint32Array(0), 2).next()).toEqual({ done: true, value: undefined });
  });

  it('changes each image by the generator of its own index, whatever the order and the batch', async () => {
    const changes = {
      augmentation: { ...NO_AUGMENTATION, flip: true },
      randomOf: (index: number) => new Random(7).at(index),
    };
    const pixelsByIndex = async (indices: Uint32Array, batchSize: number) => {
      const set = new SlowImages();
      const found = new Map<number, string>();
      const stream = batchStream(set, indices, batchSize, changes);
      for (let read = 1; ; read++) {
        const next = stream.next();
        if ((read - 1) * batchSize < indices.length) {
          await set.hasRead(read);
          set.answer();
        }
        const { done, value } = await next;
        if (done === true) return found;
        for (const [slot, label] of value.labels.entries())
          found.set(label, [...value.pixels.subarray(2 * slot, 2 * slot + 2)].join());
      }
    };
    const one = await pixelsByIndex(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 3);
    const other = await pixelsByIndex(Uint32Array.of(9, 3, 5, 1, 7, 0, 2, 4, 8, 6), 4);
    expect(new Map([...other].sort())).toEqual(one);
    // Both kinds are among them.
    const flipped = [...one].filter(([label, bytes]) => bytes === [label - 900, label - 1000].join());
    expect(flipped.length).toBeGreaterThan(0);
    expect(flipped.length).toBeLessThan(10);
  });
});
