import { openKeptFiles } from '#engine/data/kept-files.ts';

/** Keeps a file and reads it again where there are synchronous file handles; the answer is its bytes. */
self.addEventListener('message', async () => {
  const kept = await openKeptFiles();
  await kept!.write('from-worker', new Map([['a', Uint8Array.of(4, 5, 6)]]));
  // The second time over the first, longer one.
  await kept!.write('from-worker', new Map([['a', Uint8Array.of(7, 8)]]));
  const bytes = (await kept!.read('from-worker'))?.get('a');
  await kept!.forget('from-worker');
  self.postMessage([...(bytes ?? [])]);
});
