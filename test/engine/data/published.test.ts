import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type PublishedOptions, readPublished } from '#engine/data/published.ts';
import { toEngineError } from '#engine/engine-failure.ts';
import type { LoadingProgress } from '#protocol/data.ts';
import { gzip, idxLabels, labelsInTurn } from '#test/engine/data/idx-writer.ts';
import {
  type Answer,
  files,
  type RunningServer,
  serve,
  smallSet,
  status,
} from '#test/engine/data/small-set.ts';

const small = smallSet();
const catalog = small.facts.content.files;
const running: RunningServer[] = [];

async function start(answer: Answer): Promise<RunningServer> {
  const server = await serve(answer);
  running.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** No file is kept in Node, and nothing answers here: port 9 of this machine is closed. */
const closed = { url: 'http://127.0.0.1:9/', origin: 'mirror' } as const;

const load = (options: PublishedOptions) =>
  readPublished(small.facts, { retryAfterMs: [5, 5], openStore: async () => undefined, ...options });

const failure = async (options: PublishedOptions) =>
  toEngineError(
    await load(options).then(
      () => 'accepted',
      (thrown: unknown) => thrown,
    ),
  );

/** The files with one of them replaced. */
const withFile = (name: string, content: Uint8Array<ArrayBuffer>) =>
  files({ bytes: new Map([...small.bytes, [name, content]]) });

describe('a published set', () => {
  it("comes from the page's own server where that has it, and the mirrors are left alone", async () => {
    const server = await start(files(small));
    const mirror = await start(files(small));
    const read = await load({ servers: [server.as('server'), mirror.as('mirror')] });
    expect(read).toMatchObject({ origin: 'server', train: { count: 40 }, test: { count: 20 } });
    expect(read.configOf('abc')).toEqual({ id: 'small' });
    expect(read.classNames).toHaveLength(10);
    expect([...read.test.labels]).toEqual(labelsInTurn(20));
    expect(server.asked).toEqual(catalog.map(({ name }) => name));
    expect(mirror.asked).toEqual([]);
    expect(await read.keep()).toEqual({ kept: false });
  });

  it('may be compressed again, or not at all, on the own server', async () => {
    const bytes = new Map(
      [...small.bytes].map(([name, content]) => [name, Uint8Array.from(gunzipSync(content))]),
    );
    const server = await start(files({ bytes }));
    expect((await load({ servers: [server.as('server')] })).origin).toBe('server');
  });

  it('comes from a mirror where the own server answers 404, or with its page for every address', async () => {
    const page: Answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>CNN zoo</title>');
    };
    const mirror = await start(files(small));
    for (const absent of [status(404), status(502), page]) {
      const server = await start(absent);
      const { origin, train } = await load({ servers: [server.as('server'), mirror.as('mirror')] });
      expect(origin).toBe('mirror');
      expect(train.count).toBe(40);
    }
  });

  it('comes from the next mirror when one cannot be reached or holds another file', async () => {
    const good = await start(files(small));
    const altered = gzip(idxLabels(labelsInTurn(40).toReversed()));
    const bad = await start(withFile('train-labels-idx1-ubyte.gz', altered));
    const { train, origin } = await load({ servers: [closed, bad.as('mirror'), good.as('mirror')] });
    expect(origin).toBe('mirror');
    expect([...train.labels]).toEqual(labelsInTurn(40));
    // The file that was right is not fetched again.
    expect(good.asked).not.toContain('train-images-idx3-ubyte.gz');
  });

  it('is tried again when the server is busy or breaks off', async () => {
    let turn = 0;
    const server = await start((name, response, request) => {
      turn++;
      if (turn === 1) return status(503)(name, response, request);
      if (turn === 2) {
        const content = small.bytes.get(name)!;
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 50));
        setTimeout(() => response.destroy(), 20);
        return undefined;
      }
      return files(small)(name, response, request);
    });
    expect((await load({ servers: [server.as('mirror')] })).train.count).toBe(40);
    expect(server.asked.slice(0, 3)).toEqual(new Array(3).fill('train-images-idx3-ubyte.gz'));
  });

  it('reports its progress in bytes over the four files', async () => {
    const server = await start(files(small));
    const seen: LoadingProgress[] = [];
    await load({ servers: [server.as('server')], onProgress: (progress) => seen.push(progress) });
    const total = catalog.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(seen.at(-1)).toMatchObject({ phase: 'downloading', unit: 'bytes', done: total, total });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
  });
});

describe('when a published set cannot be had', () => {
  it('is reported as offline when the network is down, also where the page is still served', async () => {
    expect(await failure({ servers: [closed] })).toMatchObject({
      code: 'offline',
      details: { file: 'train-images-idx3-ubyte.gz' },
    });
    const own = await start(status(404));
    expect((await failure({ servers: [own.as('server'), closed] })).code).toBe('offline');
  });

  it('is reported as failed, with address and status, when the mirrors answer but do not have it', async () => {
    const mirror = await start(status(403));
    expect(await failure({ servers: [mirror.as('mirror')] })).toMatchObject({
      code: 'downloadFailed',
      details: { url: `${mirror.url}train-images-idx3-ubyte.gz`, status: 403 },
    });
    expect(mirror.asked).toHaveLength(1);
  });

  it('is reported as corrupt when all that comes is another file', async () => {
    const name = 't10k-labels-idx1-ubyte.gz';
    const sameLength = small.bytes.get(name)!.slice();
    sameLength[4]! ^= 1; // The modification time: still valid gzip of the same content.
    const mirror = await start(withFile(name, sameLength));
    expect(await failure({ servers: [mirror.as('mirror')] })).toMatchObject({
      code: 'downloadCorrupt',
      details: { file: name, expected: catalog.at(-1)!.sha256 },
    });
    const short = await start(withFile(name, small.bytes.get(name)!.slice(0, -1)));
    const { sizeBytes } = catalog.at(-1)!;
    expect(await failure({ servers: [short.as('mirror')] })).toMatchObject({
      code: 'downloadCorrupt',
      details: { file: name, expected: sizeBytes, found: sizeBytes - 1 },
    });
    const strange = await start(withFile(name, gzip(idxLabels([...labelsInTurn(19), 10]))));
    expect(await failure({ servers: [strange.as('server')] })).toMatchObject({
      code: 'downloadCorrupt',
      details: { file: name, expected: '0 - 9', found: 10 },
    });
    const own = await start(withFile(name, gzip(idxLabels(labelsInTurn(19)))));
    expect(await failure({ servers: [own.as('server')] })).toMatchObject({
      code: 'downloadCorrupt',
      details: { file: name, expected: '20', found: '19' },
    });
  });

  it('stops reading an answer that is longer than the file can be', async () => {
    let sent = 0;
    const mirror = await start((_, response) => {
      response.writeHead(200);
      const more = () => {
        sent += 1 << 16;
        if (!response.destroyed && sent < 1 << 28) response.write(Buffer.alloc(1 << 16, 0x1f), more);
      };
      more();
    });
    expect((await failure({ servers: [mirror.as('mirror')] })).code).toBe('downloadCorrupt');
    expect(sent).toBeLessThan(1 << 26);
  });

  it('ends at once when cancelled, in mid-download or between two tries', async () => {
    const slow = await start((_, response) => {
      response.writeHead(200, { 'content-length': 5000 });
      response.write(Buffer.from([0x1f, 0x8b]));
    });
    const busy = await start(status(503));
    for (const server of [slow, busy]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 60);
      const options = { servers: [server.as('server')], retryAfterMs: [60_000], signal: controller.signal };
      expect((await failure(options)).code).toBe('cancelled');
    }
  });
});
