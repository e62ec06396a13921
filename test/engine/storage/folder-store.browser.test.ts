import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { generateDigits } from '#engine/data/digits/generate-digits.ts';
import { type KeptFiles, openKeptFiles } from '#engine/data/kept-files.ts';
import type { PublishedFile } from '#engine/data/mnist-catalog.ts';
import { loadMnist } from '#engine/data/mnist-source.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

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

const describeFile = (
  name: string,
  kind: PublishedFile['kind'],
  split: PublishedFile['split'],
  count: number,
) => ({
  name,
  kind,
  split,
  count,
  bytes: 0,
  sha256: '',
});
const catalog: readonly PublishedFile[] = [
  describeFile('train-images', 'images', 'train', 4),
  describeFile('train-labels', 'labels', 'train', 4),
  describeFile('test-images', 'images', 'test', 2),
  describeFile('test-labels', 'labels', 'test', 2),
];
const contents: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'train-images': idx([0x803, 4, 28, 28], new Uint8Array(4 * 784).fill(7)),
  'train-labels': idx([0x801, 4], bytes(0, 1, 2, 3)),
  'test-images': idx([0x803, 2, 28, 28], new Uint8Array(2 * 784).fill(9)),
  'test-labels': idx([0x801, 2], bytes(8, 9)),
};

let kept: KeptFiles;

async function folder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle('datasets')).getDirectoryHandle(name);
}

async function overwrite(set: string, file: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await (await folder(set)).getFileHandle(file);
  const writable = await handle.createWritable();
  await writable.write(content);
  await writable.close();
}

beforeEach(async () => {
  kept = (await openKeptFiles())!;
});

afterEach(async () => {
  for (const set of ['small', 'mnist']) await kept.forget(set);
});

describe('files kept in the browser', () => {
  it('come back as they were, are listed, and are gone when forgotten', async () => {
    const files = new Map([
      ['a.gz', bytes(1, 2, 3)],
      ['b', new Uint8Array(100_000).fill(5)],
    ]);
    await kept.write('small', files);
    expect(await kept.list()).toEqual(['small']);
    expect(await kept.read('small')).toEqual(files);
    await kept.forget('small');
    expect(await kept.list()).toEqual([]);
    expect(await kept.read('small')).toBeUndefined();
  });

  it('are not taken for good when keeping was interrupted', async () => {
    await kept.write('small', new Map([['a', bytes(1, 2, 3)]]));
    await (await folder('small')).removeEntry('manifest.json');
    expect(await kept.list()).toEqual([]);
    expect(await kept.read('small')).toBeUndefined();
    await kept.write('small', new Map([['a', bytes(1, 2, 3)]]));
    await overwrite('small', 'manifest.json', new TextEncoder().encode('{"files":[{"na'));
    expect(await kept.read('small')).toBeUndefined();
  });

  it('are deleted when they are damaged: shorter, or with other bytes', async () => {
    for (const damaged of [bytes(1, 2), bytes(1, 2, 4)]) {
      await kept.write('small', new Map([['a', bytes(1, 2, 3)]]));
      await overwrite('small', 'a', damaged);
      expect(await kept.read('small')).toBeUndefined();
      await expect(folder('small')).rejects.toMatchObject({ name: 'NotFoundError' });
    }
  });
});

it('files are kept from a worker too, through its synchronous handles', async () => {
  const worker = new Worker(new URL('./kept-files.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage(null);
  expect(await answer).toEqual([7, 8]);
  worker.terminate();
});

describe('MNIST on the second visit', () => {
  let fetched = 0;
  const fetch: typeof globalThis.fetch = async (url) => {
    fetched++;
    return new Response(contents[String(url).split('/').at(-1)!] ?? null);
  };
  const load = () =>
    loadMnist({ files: catalog, servers: [{ url: '/', origin: 'server' }], retryAfterMs: [], fetch });

  it('comes from the copy that the first one kept, without the network', async () => {
    fetched = 0;
    expect(await load()).toMatchObject({ origin: 'server', kept: true });
    expect(fetched).toBe(4);
    const second = await load();
    expect(second).toMatchObject({
      origin: 'cache',
      kept: true,
      dataset: { id: 'mnist', train: { count: 4 } },
    });
    expect([...second.dataset.test.labels]).toEqual([8, 9]);
    expect(fetched).toBe(4);
  });

  it('is usable on the first when the disk is full, says so, and leaves nothing behind', async () => {
    vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockRejectedValue(
      new DOMException('full', 'QuotaExceededError'),
    );
    const loaded = await load();
    vi.restoreAllMocks();
    expect(loaded).toMatchObject({ origin: 'server', kept: false, keepError: { code: 'storageFull' } });
    expect(loaded.dataset.train.count).toBe(4);
    await expect(folder('mnist')).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('is fetched again when the copy is damaged, even in a way that only its content shows', async () => {
    await load();
    fetched = 0;
    await kept.write('mnist', new Map([...Object.entries(contents), ['test-labels', bytes(0, 0, 8, 1, 0)]]));
    expect(await load()).toMatchObject({ origin: 'server', kept: true });
    expect(fetched).toBe(4);
    expect((await load()).origin).toBe('cache');
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
