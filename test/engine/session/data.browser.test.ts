import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IdxDataset, IdxFile } from '#datasets/dataset.ts';
import { mnist } from '#datasets/mnist.ts';
import { generateDigits } from '#engine/data/digits/generate-digits.ts';
import type { DatasetServer } from '#engine/data/servers.ts';
import { DataSubject } from '#engine/session/data.ts';
import { Requests } from '#engine/session/requests.ts';
import { openFolderStore } from '#engine/storage/folder-store.ts';
import type { EngineEvent, EventOf } from '#protocol/events.ts';

/** An IDX file in this page, which has no Node: header words, then what follows. */
function idx(words: readonly number[], body: Uint8Array): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(4 * words.length + body.length);
  const view = new DataView(file.buffer);
  words.forEach((word, index) => {
    view.setUint32(4 * index, word);
  });
  file.set(body, 4 * words.length);
  return file;
}

const contents: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'train-images': idx([0x803, 4, 28, 28], new Uint8Array(4 * 784).fill(7)),
  'train-labels': idx([0x801, 4], Uint8Array.of(0, 1, 2, 3)),
  'test-images': idx([0x803, 2, 28, 28], new Uint8Array(2 * 784).fill(9)),
  'test-labels': idx([0x801, 2], Uint8Array.of(8, 9)),
};
const file = (split: IdxFile['split'], holds: IdxFile['holds']): IdxFile => ({
  name: `${split}-${holds}`,
  split,
  holds,
  sizeBytes: 0,
  sha256: '',
});
const small: IdxDataset = {
  ...mnist,
  id: 'small',
  trainCount: 4,
  testCount: 2,
  content: {
    format: 'idx',
    files: [file('train', 'images'), file('train', 'labels'), file('test', 'images'), file('test', 'labels')],
    mirrors: [],
  },
};

let fetched = 0;
const fetch: typeof globalThis.fetch = async (url) => {
  fetched++;
  return new Response(contents[String(url).split('/').at(-1)!] ?? null);
};
const servers: readonly DatasetServer[] = [{ url: '/', origin: 'server' }];

/** What a visit to the page holds: its own subject, and the storage that all visits share. */
function visit() {
  const events: EngineEvent[] = [];
  const emit = (event: EngineEvent) => events.push(event);
  const requests = new Requests(emit);
  const subject = new DataSubject(emit, requests, { datasets: [small], fetch, servers, retryAfterMs: [] });
  const load = async (requestId = 'load') => {
    await subject.handle({
      type: 'loadDataset',
      requestId,
      source: { kind: 'registered', config: { id: 'small' } },
    });
    return events.at(-1) as EventOf<'datasetLoaded'> | EventOf<'requestFailed'>;
  };
  return { subject, events, load, requests };
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle('datasets')).getDirectoryHandle('small');
}

afterEach(async () => {
  vi.restoreAllMocks();
  await (await openFolderStore())!.remove(['datasets', 'small']);
});

describe('a published set on the second visit', () => {
  it('comes from the copy that the first one kept, without the network', async () => {
    fetched = 0;
    expect(await visit().load()).toMatchObject({ summary: { origin: 'server', kept: true } });
    expect(fetched).toBe(4);
    const second = visit();
    expect(await second.load()).toMatchObject({
      type: 'datasetLoaded',
      summary: { config: { id: 'small' }, origin: 'cache', kept: true, trainCount: 4 },
    });
    expect([...second.subject.loaded!.test.labels]).toEqual([8, 9]);
    expect(fetched).toBe(4);
  });

  it('is fetched again when the copy was forgotten; what is loaded stays', async () => {
    const first = visit();
    await first.load();
    await first.subject.handle({ type: 'forgetDataset', requestId: 'forget', id: 'small' });
    expect(first.events.at(-1)).toEqual({ type: 'datasetForgotten', requestId: 'forget' });
    expect(first.subject.loaded?.train.count).toBe(4);
    expect(await visit().load()).toMatchObject({ summary: { origin: 'server' } });
  });

  it('is usable on the first when the disk is full, says so, and leaves nothing behind', async () => {
    vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockRejectedValue(
      new DOMException('full', 'QuotaExceededError'),
    );
    const { subject, load } = visit();
    expect(await load()).toMatchObject({ summary: { kept: false, keepError: { code: 'storageFull' } } });
    expect(subject.loaded?.train.count).toBe(4);
    await expect(folder()).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('is fetched again when the copy is damaged, even in a way that only its content shows', async () => {
    const store = (await openFolderStore())!;
    await store.write(['datasets', 'small'], async (writer) => {
      for (const [name, content] of Object.entries(contents)) {
        await writer.add(name, name === 'test-labels' ? Uint8Array.of(0, 0, 8, 1, 0) : content);
      }
    });
    expect(await visit().load()).toMatchObject({ summary: { origin: 'server', kept: true } });
    expect(await visit().load()).toMatchObject({ summary: { origin: 'cache' } });
  });

  it('is loaded all the same while another tab writes that copy, which is left alone', async () => {
    const store = (await openFolderStore())!;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const otherTab = store.write(['datasets', 'small'], async (writer) => {
      for (const [name, content] of Object.entries(contents)) {
        await writer.add(name, content);
        if (name === 'train-images') await finished;
      }
    });
    const loading = visit().load();
    await new Promise((resolve) => setTimeout(resolve, 100));
    finish();
    await otherTab;
    expect(await loading).toMatchObject({ summary: { origin: 'cache', kept: true } });
  });
});

describe('what is loaded is what the page was told last:', () => {
  it('files that were given while a download is being kept are not replaced by it', async () => {
    const { subject, events, load } = visit();
    let isWriting: () => void = () => undefined;
    const writing = new Promise<void>((resolve) => {
      isWriting = resolve;
    });
    const original = FileSystemWritableFileStream.prototype.write;
    vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockImplementation(async function (
      this: FileSystemWritableFileStream,
      data,
    ) {
      isWriting();
      await new Promise((resolve) => setTimeout(resolve, 150));
      return original.call(this, data);
    });
    const slow = load('download');
    await writing;
    const files = Object.entries(contents).map(([path, content]) => ({
      path,
      file: new File([content], path),
    }));
    await subject.handle({ type: 'loadDataset', requestId: 'files', source: { kind: 'files', files } });
    await slow;
    const loaded = events.filter(({ type }) => type === 'datasetLoaded');
    expect(loaded).toMatchObject([{ requestId: 'files', summary: { config: { id: 'own' } } }]);
    expect(subject.loaded?.config).toMatchObject({ id: 'own' });
    expect(events).toContainEqual({
      type: 'requestFailed',
      requestId: 'download',
      error: { code: 'cancelled', details: {} },
    });
    // Half a copy is no copy.
    await expect(folder()).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});

it('drawing digits lets a cancelling message in', async () => {
  const controller = new AbortController();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => controller.abort();
  channel.port2.postMessage('cancel');
  await expect(generateDigits({ count: 50_000, seed: 1, signal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
