import { describe, expect, it } from 'vitest';
import { DATASETS } from '#datasets/registry.ts';
import { DataSubject } from '#engine/session/data.ts';
import { Requests } from '#engine/session/requests.ts';
import type { FolderStore } from '#engine/storage/folder-store.ts';
import type { DatasetSource } from '#protocol/data.ts';
import type { EngineEvent } from '#protocol/events.ts';
import { idxImages, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';
import { smallSet } from '#test/engine/data/small-set.ts';
import { given } from '#test/engine/data/user-file.ts';

const small = smallSet({ height: 5, width: 6 });
const published: DatasetSource = { kind: 'registered', config: { id: 'small' } };
const digits: DatasetSource = { kind: 'registered', config: { id: 'digits', trainCount: 30, testCount: 10 } };
const files: DatasetSource = {
  kind: 'files',
  files: given(
    new File([idxImages({ count: 30 })], 'train-images'),
    new File([idxLabels(labelsInTurn(30))], 'train-labels'),
    new File([idxImages({ count: 10 })], 't10k-images'),
    new File([idxLabels(labelsInTurn(10))], 't10k-labels'),
  ),
};

/** Storage that writes for as long as the test wants, and pays no heed to a signal. */
class SlowStore implements Pick<FolderStore, 'read' | 'write' | 'remove'> {
  readonly #begun = withResolvers();
  readonly #ended = withResolvers();
  readonly writing = this.#begun.promise;
  readonly removed: string[] = [];

  finish(): void {
    this.#ended.resolve();
  }

  async read(): Promise<undefined> {
    return undefined;
  }

  async write(): Promise<void> {
    this.#begun.resolve();
    await this.#ended.promise;
  }

  async remove(path: readonly string[]): Promise<void> {
    this.removed.push(path.join('/'));
  }
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function engine() {
  const store = new SlowStore();
  const events: EngineEvent[] = [];
  const emit = (event: EngineEvent) => {
    if (event.type !== 'datasetProgressed') events.push(event);
  };
  const requests = new Requests(emit);
  const subject = new DataSubject(emit, requests, {
    datasets: [small.facts, ...DATASETS],
    fetch: async (url) => new Response(small.bytes.get(String(url).split('/').at(-1)!)),
    servers: [{ url: 'http://server.test/', origin: 'server' }],
    openStore: async () => store as unknown as FolderStore,
  });
  const load = (requestId: string, source: DatasetSource) =>
    subject.handle({ type: 'loadDataset', requestId, source });
  return { store, events, requests, subject, load };
}

const cancelled = (requestId: string) => ({
  type: 'requestFailed',
  requestId,
  error: { code: 'cancelled', details: {} },
});

describe('what is loaded is what the page was told last', () => {
  it('when files come while a download is still being kept', async () => {
    const { store, events, subject, load } = engine();
    const download = load('1', published);
    await store.writing;
    await load('2', files);
    store.finish();
    await download;
    expect(events).toEqual([
      expect.objectContaining({ type: 'datasetLoaded', requestId: '2' }),
      cancelled('1'),
    ]);
    const [loaded] = events;
    expect(loaded?.type === 'datasetLoaded' && loaded.summary.config).toEqual(subject.loaded?.config);
    expect(subject.loaded).toMatchObject({ config: { id: 'own' }, train: { height: 28 } });
  });

  it('when a load is cancelled after its files have come', async () => {
    const { store, events, requests, subject, load } = engine();
    await load('1', digits);
    const download = load('2', published);
    await store.writing;
    requests.cancel('2');
    store.finish();
    await download;
    expect(events.at(-1)).toEqual(cancelled('2'));
    expect(subject.loaded?.config).toEqual({ id: 'digits', trainCount: 30, testCount: 10 });
  });

  it('when two are asked for in one breath', async () => {
    const { events, subject, load } = engine();
    await Promise.all([load('1', digits), load('2', files)]);
    expect(events.map(({ type }) => type).toSorted()).toEqual(['datasetLoaded', 'requestFailed']);
    expect(events).toContainEqual(cancelled('1'));
    expect(subject.loaded?.config).toMatchObject({ id: 'own' });
  });

  it('when a load fails: the set before it stays', async () => {
    const { events, subject, load } = engine();
    await load('1', digits);
    await load('2', { kind: 'files', files: given(new File(['PK\x03\x04'], 'mnist.zip')) });
    expect(events.at(-1)).toEqual({
      type: 'requestFailed',
      requestId: '2',
      error: { code: 'archiveDamaged', details: { file: 'mnist.zip' } },
    });
    expect(subject.loaded?.config).toMatchObject({ id: 'digits' });
  });
});

describe('images of what is loaded', () => {
  const read = (subject: DataSubject, indices: readonly number[], flip?: boolean) =>
    subject.handle({
      type: 'readImages',
      requestId: 'read',
      split: 'test',
      indices,
      ...(flip !== undefined && {
        changes: { augmentation: { shiftPixels: 3, rotationDegrees: 0, scaleFraction: 0, flip }, seed: 3 },
      }),
    });

  it('are read at any place, with their labels', async () => {
    const { events, subject, load } = engine();
    await load('1', files);
    await read(subject, [9, 0]);
    const event = events.at(-1)!;
    if (event.type !== 'imagesRead') throw new Error(event.type);
    expect(event).toMatchObject({
      split: 'test',
      indices: [9, 0],
      images: { height: 28, width: 28, channels: 1 },
    });
    expect([...event.images.labels]).toEqual([9, 0]);
    // The writer's pixel i is i * 7 modulo 256.
    expect(event.images.pixels).toHaveLength(2 * 784);
    expect(event.images.pixels[0]).toBe((9 * 784 * 7) % 256);
    expect(event.images.pixels[784 + 1]).toBe(7);
  });

  it('can be changed at random, alike for the same seed', async () => {
    const { events, subject, load } = engine();
    await load('1', digits);
    for (const flip of [undefined, true, true]) await read(subject, [1, 2, 3], flip);
    const [asTheyAre, once, again] = events.slice(-3).map((event) => {
      if (event.type !== 'imagesRead') throw new Error(event.type);
      return event.images;
    });
    expect(once).toEqual(again);
    expect(once!.pixels).not.toEqual(asTheyAre!.pixels);
  });

  it('are refused where there are none: nothing loaded, or an index that is none', async () => {
    const { events, subject, load } = engine();
    await read(subject, [0]);
    expect(events.at(-1)).toMatchObject({ type: 'requestFailed', error: { code: 'datasetMissing' } });
    await load('1', files);
    for (const index of [-1, 10, 0.5, Number.NaN]) {
      await read(subject, [0, index]);
      expect(events.at(-1)).toMatchObject({ error: { code: 'imageInvalid', details: { index, count: 10 } } });
    }
  });
});

it('forgetting deletes the copy of the set that is named', async () => {
  const { store, events, subject } = engine();
  await subject.handle({ type: 'forgetDataset', requestId: '1', id: 'small' });
  expect(store.removed).toEqual(['datasets/small']);
  expect(events).toEqual([{ type: 'datasetForgotten', requestId: '1' }]);
});
