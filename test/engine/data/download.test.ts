import { describe, expect, it } from 'vitest';
import { type DownloadError, type DownloadOptions, download } from '#engine/data/download.ts';

/** An answer whose body arrives in the given pieces. */
function answer(pieces: readonly (readonly number[])[], headers: Record<string, string> = {}): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(Uint8Array.from(piece));
      controller.close();
    },
  });
  return new Response(body, { headers });
}

const options = (response: Response, more: Partial<DownloadOptions> = {}): DownloadOptions => ({
  fetch: async () => response,
  mostBytes: 100,
  retryAfterMs: [],
  ...more,
});

const problemOf = (download: Promise<unknown>) =>
  download.then(
    () => undefined,
    (thrown: unknown) => (thrown as DownloadError).problem,
  );

describe('a download', () => {
  it('puts its pieces together in their order', async () => {
    const bytes = await download('a', options(answer([[1, 2], [3], [4, 5, 6]])));
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reports the bytes so far, and how many there will be where the server says so', async () => {
    const pieces = [[1, 2], [3]];
    const seen: [number, number][] = [];
    const onBytes = (done: number, total: number) => seen.push([done, total]);
    await download('a', options(answer(pieces, { 'content-length': '3' }), { onBytes }));
    await download('a', options(answer(pieces), { onBytes }));
    // The length of compressed bytes says nothing of those that arrive.
    const encoded = { 'content-length': '2', 'content-encoding': 'gzip' };
    await download('a', options(answer(pieces, encoded), { onBytes }));
    expect(seen).toEqual([
      [2, 3],
      [3, 3],
      [2, 0],
      [3, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  it('may take as many bytes as the file can have, and no more, said beforehand or not', async () => {
    const read = (pieces: readonly (readonly number[])[], headers?: Record<string, string>) =>
      download('a', options(answer(pieces, headers), { mostBytes: 3 }));
    expect(await read([[1, 2], [3]])).toHaveLength(3);
    expect(await read([[1, 2, 3]], { 'content-length': '3' })).toHaveLength(3);
    const tooLong = { reason: 'tooLong', found: 4 };
    expect(
      await problemOf(
        read([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual(tooLong);
    expect(await problemOf(read([[1]], { 'content-length': '4' }))).toEqual(tooLong);
  });

  it('is empty where the answer has no body', async () => {
    expect(await download('a', options(new Response(null)))).toHaveLength(0);
  });
});
