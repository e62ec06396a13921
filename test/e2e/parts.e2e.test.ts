import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';
import { releasedApp } from './release.ts';

/** Seconds of training; generated digits need no network. */
const setUp = '#train?dataset=digits&trainCount=2000&testCount=100&epochs=1';

const status = (page: Page) => page.getByRole('status');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const missing = (page: Page) =>
  page.getByRole('alert').filter({ hasText: 'This part of the page could not be loaded' });

let browser: Browser;
let app: ServedApp;
beforeAll(async () => {
  app = await serveApp({ mnist: 'missing' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

/** A first visit that no service worker has kept. */
function openUnkept(locale = 'en-US') {
  return openPage(browser, {
    context: { serviceWorkers: 'block', locale },
    expected: [/service worker/i, /Failed to load resource/, /Failed to fetch/, /ERR_/],
  });
}

async function openReady(hash = setUp) {
  const watched = await openUnkept();
  await watched.page.goto(app.address + hash);
  await status(watched.page).filter({ hasText: 'Ready to train' }).waitFor();
  return watched;
}

describe('a part of the page whose files cannot be fetched', () => {
  it('says so in its place, leaves the run alone, and is there when it is tried again', async () => {
    const { page, context, close } = await openReady();
    await button(page, 'Train').click();
    await page.getByRole('img', { name: 'Loss' }).waitFor();
    await context.setOffline(true);
    for (const place of ['Zoo', 'Data', 'Evaluate']) {
      await link(page, place).click();
      await missing(page).waitFor();
    }
    await status(page).filter({ hasText: 'Finished' }).waitFor({ timeout: 120_000 });
    await button(page, 'Try again').click();
    await missing(page).waitFor();

    await context.setOffline(false);
    await button(page, 'Try again').click();
    await heading(page, 'Evaluate').waitFor();
    await button(page, 'Evaluate').click();
    await page.getByText('Result on the test split').waitFor();
    for (const place of ['Zoo', 'Data']) {
      await link(page, place).click();
      await button(page, 'Try again').click();
      await heading(page, place).waitFor();
    }
    await close();
  });

  it('may be the charts of a run, the facts of a net or its diagram', async () => {
    const { page, context, close } = await openReady();
    const lost = /\/(line-chart|net-facts-content|net-diagram)-[^/]*\.js$/;
    await context.route(lost, (route) => route.abort());
    await page.getByText('About LeNet-5').click();
    await missing(page).waitFor();
    await button(page, 'Train').click();
    await expect.poll(() => missing(page).count()).toBe(3);
    await status(page).filter({ hasText: 'Finished' }).waitFor({ timeout: 120_000 });
    await context.unroute(lost);
    while ((await missing(page).count()) > 0) await button(page, 'Try again').first().click();
    await page.getByRole('img', { name: 'Loss' }).waitFor();
    await page.getByText('Paper:').waitFor();

    await context.route(lost, (route) => route.abort());
    await page.goto(`${app.address}#zoo/lenet5`);
    await missing(page).waitFor();
    await heading(page, 'LeNet-5').waitFor();
    await context.unroute(lost);
    await button(page, 'Try again').click();
    await page.getByRole('button', { name: /^input: Image/ }).waitFor();
    await close();
  });

  it('says that the page was updated when another release has taken its place', async () => {
    const released = releasedApp();
    const host = await serveApp({ folder: released.folder, mnist: 'missing' });
    const { page, close } = await openUnkept();
    await page.goto(host.address + setUp);
    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    released.publish('second');
    await link(page, 'Zoo').click();
    await page.getByRole('alert').filter({ hasText: 'The page was updated' }).waitFor();
    await button(page, 'Reload the page').click();
    await heading(page, 'Zoo').waitFor();
    await close();
    await host.close();
    released.remove();
  });

  it('may be the words of a language: the page goes on in its own', async () => {
    const { page, context, close } = await openUnkept('zh-CN');
    const words = /\/zh-Hans-[^/]*\.js$/;
    await context.route(words, (route) => route.abort());
    await page.goto(app.address + setUp);
    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'The words of the language' }).waitFor();
    await context.unroute(words);
    await button(page, 'Try again').click();
    await heading(page, '训练').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await close();
  });
});

describe('a part of the page that fails', () => {
  it('says what happened, and the others go on', async () => {
    const { page, context, close } = await openPage(browser, {
      context: { serviceWorkers: 'block' },
      expected: [/service worker/i, /broken on purpose/],
    });
    await context.route(/\/data-place-[^/]*\.js$/, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: "export default function DataPlace() { throw new Error('broken on purpose'); }",
      }),
    );
    await page.goto(app.address + setUp);
    await link(page, 'Data').click();
    await page
      .getByRole('alert')
      .filter({ hasText: 'This part of the page failed: broken on purpose' })
      .waitFor();
    await link(page, 'Train').click();
    await heading(page, 'Train').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await close();
  });
});
