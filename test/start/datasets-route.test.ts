import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetRoute } from '#scripts/vite/datasets.ts';

const published = gzipSync(Buffer.from('what the authors published'));
const file = 'labels.gz';

describe('the /datasets/ route', () => {
  let folder: string;
  let servers: Server[];
  let mirrorRequests: number;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'datasets-route-'));
    servers = [];
    mirrorRequests = 0;
  });

  afterEach(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
    rmSync(folder, { recursive: true });
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  const mirrorOf = (content: Buffer, status = 200) =>
    serve((_request, response) => {
      mirrorRequests++;
      response.writeHead(status).end(content);
    });

  const routeFor = (...mirrors: string[]) => {
    const sha256 = createHash('sha256').update(published).digest('hex');
    const files = [{ name: file, sizeBytes: published.length, sha256 }];
    const content = { files, mirrors: mirrors.map((url) => ({ url, readableByPages: false })) };
    return serve(
      datasetRoute([{ id: 'small', content }], {
        own: path.join(folder, 'own'),
        cache: path.join(folder, 'cache'),
      }),
    );
  };

  const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());
  const cached = () => readdirSync(path.join(folder, 'cache', 'small'));

  it("serves the user's own copy as it is, though its bytes are not the published ones", async () => {
    mkdirSync(path.join(folder, 'own/small'), { recursive: true });
    writeFileSync(path.join(folder, 'own/small', file), 'packed again');
    const response = await fetch(`${await routeFor(await mirrorOf(published))}small/${file}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('packed again');
    expect(mirrorRequests).toBe(0);
  });

  it('fetches a missing file once, and answers later requests from the cache', async () => {
    const address = await routeFor(await mirrorOf(published));
    const both = await Promise.all([fetch(`${address}small/${file}`), fetch(`${address}small/${file}`)]);
    for (const response of [...both, await fetch(`${address}small/${file}`)]) {
      expect(await bytes(response)).toEqual(published);
    }
    expect(mirrorRequests).toBe(1);
    expect(cached()).toEqual([file]);
  });

  it('sends gzipped files as they are, for the page to unpack', async () => {
    const response = await fetch(`${await routeFor(await mirrorOf(published))}small/${file}`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('content-length')).toBe(String(published.length));
  });

  it('goes on to the next mirror when one sends the right length with the wrong checksum', async () => {
    const forged = Buffer.alloc(published.length, 7);
    const address = await routeFor(await mirrorOf(forged), await mirrorOf(published));
    expect(await bytes(await fetch(`${address}small/${file}`))).toEqual(published);
    expect(mirrorRequests).toBe(2);
  });

  it.each([
    ['the wrong checksum', Buffer.alloc(published.length, 7), 200, /wrong content/],
    ['too few bytes', published.subarray(1), 200, /wrong length/],
    ['too many bytes', Buffer.concat([published, published]), 200, /wrong length/],
    ['an error', Buffer.from('gone'), 404, /status 404/],
  ])(
    'answers 502 with the reason and keeps nothing when every mirror sends %s',
    async (_, content, status, reason) => {
      const response = await fetch(`${await routeFor(await mirrorOf(content, status))}small/${file}`);
      expect(response.status).toBe(502);
      expect(await response.json()).toEqual({
        code: 'mirrorsFailed',
        message: expect.stringMatching(reason),
      });
      expect(cached).toThrow(/ENOENT/);
    },
  );

  it('answers 502 when no mirror can be reached', async () => {
    const response = await fetch(`${await routeFor('http://127.0.0.1:1/')}small/${file}`);
    expect(response.status).toBe(502);
    expect(((await response.json()) as { message: string }).message).toMatch(/^127\.0\.0\.1:1: /);
  });

  it.each([
    'small/other.gz',
    'labels.gz',
    'small/..%2fsecret',
    'small/%2e%2e/secret',
    'small/labels.gz/',
    '',
  ])('knows only the published names, not %j', async (requested) => {
    writeFileSync(path.join(folder, 'secret'), 'secret');
    const response = await fetch(`${await routeFor(await mirrorOf(published))}${requested}`);
    expect(response.status).toBe(404);
    expect(mirrorRequests).toBe(0);
  });

  it('refuses anything but GET', async () => {
    const response = await fetch(`${await routeFor()}small/${file}`, { method: 'POST' });
    expect(response.status).toBe(405);
  });
});
