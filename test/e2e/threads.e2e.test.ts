import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';
import { prepareEngine } from './worker-scripts.ts';

/** Seconds of training; generated digits need no network. */
const setUp = '#train?dataset=digits&trainCount=2000&testCount=100&epochs=1';

const facts = (page: Page) => page.getByText(/^Runs on WebAssembly/);
const threads = (page: Page) => page.getByLabel('Threads', { exact: true });

async function offerTwoThreads(page: Page): Promise<void> {
  // Whatever this computer has, the page offers two.
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 });
  });
}

async function train(page: Page): Promise<void> {
  const status = page.getByRole('status');
  await status.filter({ hasText: 'Ready to train' }).waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await status.filter({ hasText: 'Finished' }).waitFor({ timeout: 120_000 });
}

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('WASM threads of the built app', () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp();
  });
  afterAll(() => app.close());

  it('train when two are chosen, and are there without the network on the next visit', async () => {
    const { page, context, close } = await openPage(browser, {
      // The browser fetches the tab's icon by itself, past the service worker, and not at every reload.
      expected: [/ERR_INTERNET_DISCONNECTED.*icon\.svg/],
    });
    await offerTwoThreads(page);
    await page.goto(app.address + setUp);
    await facts(page).waitFor();
    await threads(page).selectOption('1');
    await facts(page).filter({ hasText: '1 thread.' }).waitFor();
    await threads(page).selectOption('2');
    await facts(page).filter({ hasText: '2 threads.' }).waitFor();
    await train(page);
    expect(await facts(page).innerText()).toContain('2 threads.');

    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await context.setOffline(true);
    await page.reload();
    await facts(page).filter({ hasText: '2 threads.' }).waitFor();
    await close();
  });

  it('are the only workers beside that of the engine', async () => {
    const { page, close } = await openPage(browser);
    await offerTwoThreads(page);
    await page.goto(app.address + setUp);
    const engine = expect.stringMatching(/\/main-[^/]*\.js$/);
    const thread = expect.stringMatching(/\/thread-worker-[^/]*\.js$/);
    for (const [chosen, workers] of [
      ['2', [engine, thread]],
      ['1', [engine]],
    ] as const) {
      await facts(page).waitFor();
      await threads(page).selectOption(chosen);
      await facts(page)
        .filter({ hasText: new RegExp(`${chosen} threads?\\.`) })
        .waitFor();
      // Chromium gives a thread that waits for work two seconds before it ends it.
      await expect
        .poll(() => page.workers().map((worker) => worker.url()), { timeout: 20_000 })
        .toEqual(workers);
    }
    await close();
  });
});

describe('WASM threads on a host that cannot isolate the page', () => {
  it('are one, which the page explains', async () => {
    const app = await serveApp({ headers: false });
    const { page, close } = await openPage(browser, {
      context: { serviceWorkers: 'block' },
      expected: [/service worker/i],
    });
    await page.goto(app.address + setUp);
    await facts(page)
      .filter({ hasText: /1 thread\..*not cross-origin isolated/ })
      .waitFor();
    expect(await threads(page).isDisabled()).toBe(true);
    await train(page);
    await close();
    await app.close();
  });
});

describe('WASM threads in a browser without shared memory, such as WebKitGTK', () => {
  it('are one, which the page explains in both languages', async () => {
    const app = await serveApp();
    // A service worker would hand out the engine's script past the test.
    const { page, context, close } = await openPage(browser, {
      context: { serviceWorkers: 'block' },
      expected: [/service worker/i],
    });
    await prepareEngine(context, 'delete globalThis.SharedArrayBuffer;');
    await page.goto(app.address + setUp);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await facts(page)
      .filter({ hasText: /1 thread\. This browser gives pages no shared memory/ })
      .waitFor();
    expect(await threads(page).isDisabled()).toBe(true);
    await train(page);
    await page.getByLabel('Language').selectOption('简体中文');
    await page.getByText(/1 个线程.*此浏览器不向页面提供共享内存/).waitFor();
    await close();
    await app.close();
  });
});
