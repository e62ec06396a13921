import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toEngineError } from '#engine/engine-failure.ts';
import { type FolderPath, FolderStore, openFolderStore } from '#engine/storage/folder-store.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const PATH: FolderPath = ['test', 'small'];

let root: FileSystemDirectoryHandle;
let store: FolderStore;

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await root.getDirectoryHandle('test')).getDirectoryHandle('small');
}

const isGone = () => expect(folder()).rejects.toMatchObject({ name: 'NotFoundError' });

async function overwrite(file: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  const writable = await (await (await folder()).getFileHandle(file)).createWritable();
  await writable.write(content);
  await writable.close();
}

const write = (files: Record<string, Uint8Array>, to = store) =>
  to.write(PATH, async (writer) => {
    for (const [name, content] of Object.entries(files)) await writer.add(name, content);
  });

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (thrown: unknown) => toEngineError(thrown).code,
  );

/** Something that ends when it is told to. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

beforeEach(async () => {
  root = await navigator.storage.getDirectory();
  store = (await openFolderStore())!;
});

afterEach(async () => {
  vi.restoreAllMocks();
  await store.remove(PATH);
});

describe('a folder kept in the browser', () => {
  it('comes back as it was, is replaced whole, and is gone when removed', async () => {
    await write({ a: bytes(1, 2, 3), b: new Uint8Array(100_000).fill(5) });
    expect(await store.read(PATH)).toEqual(
      new Map([
        ['a', bytes(1, 2, 3)],
        ['b', new Uint8Array(100_000).fill(5)],
      ]),
    );
    await write({ a: bytes(4) });
    expect(await store.read(PATH)).toEqual(new Map([['a', bytes(4)]]));
    await store.remove(PATH);
    expect(await store.read(PATH)).toBeUndefined();
    await isGone();
  });

  it('takes a file piece by piece', async () => {
    async function* pieces() {
      yield bytes(1, 2);
      yield bytes(3);
      yield new Uint8Array(70_000).fill(4);
    }
    await store.write(PATH, (writer) => writer.add('a', pieces()));
    const read = await store.read(PATH);
    expect(read?.get('a')).toEqual(Uint8Array.from([1, 2, 3, ...new Uint8Array(70_000).fill(4)]));
  });

  it('is not taken for whole when writing it was interrupted', async () => {
    await write({ a: bytes(1, 2, 3) });
    await overwrite('manifest.json', new TextEncoder().encode('{"files":[{"na'));
    expect(await store.read(PATH)).toBeUndefined();
    await (await folder()).removeEntry('manifest.json');
    expect(await store.read(PATH)).toBeUndefined();
  });

  it('is not given out when it is damaged: shorter, with other bytes, or with a file less', async () => {
    for (const damaged of [bytes(1, 2), bytes(1, 2, 4)]) {
      await write({ a: bytes(1, 2, 3) });
      await overwrite('a', damaged);
      expect(await store.read(PATH)).toBeUndefined();
    }
    await write({ a: bytes(1, 2, 3), b: bytes(4) });
    await (await folder()).removeEntry('b');
    expect(await store.read(PATH)).toBeUndefined();
  });
});

describe('a write that fails leaves nothing behind:', () => {
  it('when the disk is full', async () => {
    vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockRejectedValue(
      new DOMException('full', 'QuotaExceededError'),
    );
    expect(await failure(write({ a: bytes(1) }))).toBe('storageFull');
    vi.restoreAllMocks();
    await isGone();
  });

  it('when the browser says beforehand that there is no room', async () => {
    vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ quota: 1000, usage: 900 });
    const work = vi.fn();
    expect(await failure(store.write(PATH, work, { sizeBytes: 101 }))).toBe('storageFull');
    expect(work).not.toHaveBeenCalled();
    await store.write(PATH, (writer) => writer.add('a', bytes(1)), { sizeBytes: 100 });
    expect(await store.read(PATH)).toBeDefined();
  });

  it('when what is written breaks off', async () => {
    async function* pieces() {
      yield bytes(1, 2);
      throw new Error('the network went away');
    }
    await expect(store.write(PATH, (writer) => writer.add('a', pieces()))).rejects.toThrow('went away');
    await isGone();
  });

  it('when it is cancelled', async () => {
    const abort = new AbortController();
    const writing = store.write(
      PATH,
      async (writer) => {
        await writer.add('a', bytes(1));
        abort.abort();
      },
      { signal: abort.signal },
    );
    expect(await failure(writing)).toBe('cancelled');
    await isGone();
  });
});

describe('a folder that somebody else has open', () => {
  it('is not read, written or removed while it is being written, and is whole for who waited', async () => {
    const other = new FolderStore(root, 60);
    const begun = gate();
    const finish = gate();
    const writing = store.write(PATH, async (writer) => {
      await writer.add('a', bytes(7));
      begun.open();
      await finish.opened;
    });
    await begun.opened;
    expect(await failure(other.read(PATH))).toBe('storageBusy');
    expect(await failure(write({ a: bytes(8) }, other))).toBe('storageBusy');
    expect(await failure(other.remove(PATH))).toBe('storageBusy');
    const waiting = store.read(PATH);
    finish.open();
    await writing;
    expect(await waiting).toEqual(new Map([['a', bytes(7)]]));
  });

  it('can be read by many at a time, and is written or removed only when they have ended', async () => {
    await write({ a: bytes(1) });
    const release = gate();
    const held = navigator.locks.request(PATH.join('/'), { mode: 'shared' }, () => release.opened);
    expect(await store.read(PATH)).toBeDefined();
    const impatient = new FolderStore(root, 60);
    expect(await failure(write({ a: bytes(2) }, impatient))).toBe('storageBusy');
    expect(await failure(impatient.remove(PATH))).toBe('storageBusy');
    expect(await store.read(PATH)).toEqual(new Map([['a', bytes(1)]]));
    release.open();
    await held;
  });

  it('is waited for no longer than the request lives', async () => {
    const release = gate();
    const held = navigator.locks.request(PATH.join('/'), () => release.opened);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    expect(await failure(store.read(PATH, abort.signal))).toBe('cancelled');
    release.open();
    await held;
  });
});

it('without Web Locks, what this worker does with a folder happens in turn', async () => {
  vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager);
  const begun = gate();
  const finish = gate();
  const first = store.write(PATH, async (writer) => {
    begun.open();
    await finish.opened;
    await writer.add('a', bytes(1));
  });
  await begun.opened;
  const second = write({ a: bytes(2) });
  const read = store.read(PATH);
  finish.open();
  await Promise.all([first, second]);
  expect(await read).toEqual(new Map([['a', bytes(2)]]));
});

it('folders are kept from a worker too, through its synchronous handles', async () => {
  const worker = new Worker(new URL('./folder-store.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage(null);
  expect(await answer).toEqual({ read: [7, 8, 9], afterFailure: undefined });
  worker.terminate();
});

it('nothing is kept where the platform has no place for it', async () => {
  vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(new DOMException('private', 'SecurityError'));
  expect(await openFolderStore()).toBeUndefined();
  vi.spyOn(navigator, 'storage', 'get').mockReturnValue(undefined as unknown as StorageManager);
  expect(await openFolderStore()).toBeUndefined();
});
