import { type FolderPath, openFolderStore } from '#engine/storage/folder-store.ts';

const PATH: FolderPath = ['test', 'from-worker'];

/** Keeps a file and reads it again where there are synchronous file handles; fails once in mid-file. */
self.addEventListener('message', async () => {
  const store = (await openFolderStore())!;
  await store.write(PATH, (writer) => writer.add('a', Uint8Array.of(4, 5, 6, 6)));
  // The second time over the first, longer one, in two pieces.
  async function* pieces() {
    yield Uint8Array.of(7, 8);
    yield Uint8Array.of(9);
  }
  await store.write(PATH, (writer) => writer.add('a', pieces()));
  const read = (await store.read(PATH))?.get('a');
  async function* broken() {
    yield Uint8Array.of(1);
    throw new Error('broken off');
  }
  await store.write(PATH, (writer) => writer.add('a', broken())).catch(() => undefined);
  const afterFailure = await store.read(PATH);
  await store.remove(PATH);
  self.postMessage({ read: [...(read ?? [])], afterFailure });
});
