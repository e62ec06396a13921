import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';
import { mnistOf } from './mnist-files.ts';
import { gate, releasedApp } from './release.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the built app on its own server', () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp();
  });
  afterAll(() => app.close());

  it('is isolated from other origins, under a policy without inline code', async () => {
    const { page, close } = await openPage(browser);
    const response = await page.goto(app.address);
    const policy = response!.headers()['content-security-policy']!;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await close();
  });

  it('ships the licences of the packages it contains', async () => {
    const notices = await (await fetch(`${app.address}third-party-notices.txt`)).text();
    expect(notices).toMatch(/^react \d/m);
    expect(notices).toMatch(/^react-dom \d/m);
    expect(notices).toContain('Copyright (c) Meta Platforms, Inc. and affiliates.');
  });

  it('starts without the network after the first visit', async () => {
    // The browser fetches the tab's icon by itself, past the service worker, and not at every reload.
    const { page, context, close } = await openPage(browser, {
      expected: [/ERR_INTERNET_DISCONNECTED.*icon\.svg/],
    });
    await page.goto(app.address);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await context.setOffline(true);
    await page.reload();
    await page.locator('#root > *').first().waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await close();
  });
});

describe('the built app on a host that sends no headers', () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp({ headers: false });
  });
  afterAll(() => app.close());

  it('becomes isolated by one reload on the first visit, and stays so', async () => {
    const { page, close } = await openPage(browser);
    let loads = 0;
    page.on('load', () => loads++);
    const response = await page.goto(app.address);
    expect(response!.headers()['cross-origin-opener-policy']).toBeUndefined();
    await page.waitForFunction(() => crossOriginIsolated);
    await page.waitForLoadState();
    await page.waitForTimeout(500);
    expect(loads).toBe(2);
    await page.reload();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(loads).toBe(3);
    await close();
  });

  /** What somebody may be at when the service worker is ready, and how one sees that it was not lost. */
  const AT_WORK: readonly [
    what: string,
    act: (page: Page) => Promise<void>,
    check: (page: Page) => Promise<void>,
  ][] = [
    [
      'writes in a field',
      (page) => page.getByRole('spinbutton', { name: 'Epochs' }).fill('99'),
      async (page) => expect(await page.getByRole('spinbutton', { name: 'Epochs' }).inputValue()).toBe('99'),
    ],
    [
      'has given files',
      async (page) => {
        await page.getByRole('link', { name: 'Data' }).click();
        await page.locator('input[type=file]').first().setInputFiles(mnistOf(40, 20));
      },
      (page) => page.getByText('Read from your files.').waitFor(),
    ],
    [
      'trains a net',
      (page) => page.getByRole('button', { name: 'Train', exact: true }).click(),
      (page) => page.getByText(/^(Training LeNet-5|Finished)/).waitFor(),
    ],
  ];

  it.each(AT_WORK)('does not reload under somebody who %s, but offers to', async (_, act, check) => {
    const { middleware, open } = gate(/service-worker\.js/);
    const slow = await serveApp({ headers: false, mnist: 'missing', middleware });
    const { page, close } = await openPage(browser);
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${slow.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=1`);
    await page.getByRole('status').filter({ hasText: 'Ready to train' }).waitFor();
    await act(page);
    open();
    await page.getByText(/^Once it is reloaded, the page can use all cores/).waitFor();
    await check(page);
    expect(loads).toBe(1);
    page.on('dialog', (dialog) => dialog.accept());
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.waitForFunction(() => crossOriginIsolated);
    await close();
    await slow.close();
  });

  it('does not reload forever where the service worker cannot be installed', async () => {
    const { page, close } = await openPage(browser, {
      context: { serviceWorkers: 'block' },
      expected: [/service worker/i],
    });
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(app.address);
    await page.waitForTimeout(1000);
    expect(loads).toBe(1);
    await close();
  });
});

describe('the built app in a folder of a host', () => {
  const folder = '/courses/zoo/';
  let app: ServedApp;
  let host: Server;
  const asked: string[] = [];
  beforeAll(async () => {
    app = await serveApp({ mnist: 'missing' });
    host = createServer(async (request, response) => {
      const address = request.url ?? '';
      asked.push(address);
      if (!address.startsWith(folder)) return response.writeHead(404).end();
      const answer = await fetch(app.address + address.slice(folder.length), {
        headers: { accept: request.headers.accept ?? '*/*' },
      });
      const headers = Object.fromEntries(answer.headers);
      for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) delete headers[name];
      return response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
    });
    await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    host.closeAllConnections();
    await new Promise((closed) => host.close(closed));
    await app.close();
  });

  it('asks that folder for everything, the data sets too', async () => {
    const { page, context, close } = await openPage(browser, { expected: [/Failed to load resource/] });
    await context.route(/jsdelivr|githubusercontent/, (route) => route.abort());
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}${folder}`);
    await page.getByText(/take its place/).waitFor({ timeout: 60_000 });
    expect(asked).toContain(`${folder}datasets/mnist/train-images-idx3-ubyte.gz`);
    // The browser looks for a tab's icon at the top by itself.
    expect(asked.filter((address) => !address.startsWith(folder) && address !== '/favicon.ico')).toEqual([]);
    await close();
  });
});

describe('a page kept by the service worker', () => {
  const release = (page: Page) => page.locator('meta[name=release]').getAttribute('content');

  it('gives way to a new release, which is kept in its place and leaves nothing of the old one', async () => {
    const released = releasedApp();
    released.publish('first');
    const app = await serveApp({ folder: released.folder, mnist: 'missing' });
    const { page, context, close } = await openPage(browser, {
      expected: [/ERR_INTERNET_DISCONNECTED.*icon/],
    });
    await page.goto(`${app.address}#train?dataset=digits`);
    await page.waitForFunction(() => navigator.serviceWorker.controller);

    released.publish('second');
    // The old release, as long as it is open, has all its parts.
    await page.getByRole('link', { name: 'Zoo' }).click();
    await page.getByRole('article').first().waitFor();
    expect(await release(page)).toBe('first');
    await page.reload();
    expect(await release(page)).toBe('second');

    const hasInstalled = () =>
      page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
    await expect.poll(hasInstalled, { timeout: 30_000 }).toBe(true);
    await page.close();
    const later = await context.newPage();
    await later.goto(`${app.address}#train?dataset=digits`);
    const cacheCount = () => later.evaluate(async () => (await caches.keys()).length);
    await expect.poll(cacheCount, { timeout: 30_000 }).toBe(1);
    const kept = await later.evaluate(async () => {
      const [name] = await caches.keys();
      return (await (await caches.open(name!)).keys()).map(({ url }) => new URL(url).pathname);
    });
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.filter((file) => !existsSync(path.join(released.folder, file)))).toEqual([]);
    await context.setOffline(true);
    await later.reload();
    expect(await release(later)).toBe('second');
    await later.getByRole('status').first().waitFor();
    await close();
    await app.close();
    released.remove();
  });

  it('is taken when the server does not answer, but not when its answer is slow to end', async () => {
    const html = readFileSync(path.resolve(import.meta.dirname, '../../dist/index.html'), 'utf8');
    const [start, end] = [
      html.slice(0, 100),
      html.slice(100).replace('</head>', '<meta name="slow"></head>'),
    ];
    let way: 'asUsual' | 'slowly' | 'never' = 'asUsual';
    const app = await serveApp({
      mnist: 'missing',
      middleware: (request, response, next) => {
        if (request.url !== '/' || way === 'asUsual') return next();
        if (way === 'never') return;
        response.setHeader('content-type', 'text/html');
        response.write(start);
        setTimeout(() => response.end(end), 5000);
      },
    });
    const { page, close } = await openPage(browser);
    await page.goto(`${app.address}#train?dataset=digits`);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    way = 'slowly';
    await page.reload();
    expect(await page.locator('meta[name=slow]').count()).toBe(1);
    await page.getByRole('status').first().waitFor();
    way = 'never';
    await page.reload();
    expect(await page.locator('meta[name=slow]').count()).toBe(0);
    await page.getByRole('status').first().waitFor();
    await close();
    await app.close();
  });
});

describe("the server's data sets", () => {
  const route = 'datasets/mnist/t10k-labels-idx1-ubyte.gz';

  it('come from the folder that was given, still packed for the page to unpack', async () => {
    const packed = gzipSync(Buffer.alloc(10_008));
    const folder = mkdtempSync(path.join(tmpdir(), 'datasets-'));
    mkdirSync(path.join(folder, 'mnist'));
    writeFileSync(path.join(folder, 'mnist', path.basename(route)), packed);
    const app = await serveApp({ mnist: { datasetsFolder: folder } });
    const response = await fetch(app.address + route, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(Buffer.from(await response.arrayBuffer())).toEqual(packed);
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('are refused in a way that the page can tell from the page itself when they cannot be had', async () => {
    const app = await serveApp({ mnist: 'missing' });
    expect((await fetch(app.address + route)).status).toBe(502);
    expect((await fetch(`${app.address}datasets/mnist/other.gz`)).status).toBe(404);
    await app.close();
  });
});
