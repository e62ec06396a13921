import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp, type WatchedPage } from './harness.ts';

const status = (page: Page) => page.getByRole('status').first();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const goTo = (page: Page, place: string) => page.getByRole('link', { name: place, exact: true }).click();
const cards = (page: Page) => page.locator('[data-run]');

/** A busy machine takes its time. */
const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 });

const DATA = 'dataset=digits&trainCount=1000&testCount=200';

describe('the runs of the page', { timeout: 120_000 }, () => {
  let app: ServedApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await serveApp({ mnist: 'missing' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function start(setUp: string, options: Parameters<typeof openPage>[1] = {}): Promise<WatchedPage> {
    const watched = await openPage(browser, options);
    await begin(watched.page, setUp);
    return watched;
  }

  async function begin(page: Page, setUp: string): Promise<void> {
    await page.goto(`${app.address}#train?${DATA}&${setUp}`);
    await status(page).filter({ hasText: 'Ready to train' }).waitFor({ timeout: 60_000 });
    await button(page, 'Train').click();
  }

  it('say how a loss came to be no number, and take the rate down', async () => {
    const { page, close } = await start(
      'epochs=3&learningRate=8&optimizer=sgd&schedule=constant&warmupSteps=0&weightDecay=1',
    );
    await page.getByText(/The loss at step \d+ was no number; the learning rate there was 8\./).waitFor();
    await page.getByRole('img', { name: /Norm of the gradient/ }).waitFor();
    // Its net is the one that it began with, and answers.
    await button(page, 'See mistakes').click();
    await page.getByText('Top-1 error').first().waitFor();
    await goTo(page, 'Train');
    await button(page, 'Begin again at 4').click();
    await soon(() => page.url()).toContain('learningRate=4');
    await close();
  });

  it('are seen live in another tab, and taken over there when the first one is closed', async () => {
    const first = await start('epochs=200');
    await first.page
      .getByText(/images\/s/)
      .first()
      .waitFor();
    const second = await first.context.newPage();
    await second.goto(`${app.address}#runs?${DATA}`);
    await cards(second).getByText('open in another tab').waitFor();
    await status(second).filter({ hasText: 'Ready to train' }).waitFor({ timeout: 60_000 });
    await button(second, 'Watch').click();
    await second.getByText('is in training in another tab').waitFor();
    const epoch = async () => Number(/epoch (\d+)/.exec(await status(second).innerText())?.[1]);
    const before = await epoch();
    await soon(epoch).toBeGreaterThan(before);
    await button(first.page, 'Pause').first().click();
    await status(second).filter({ hasText: 'Paused' }).waitFor();
    await button(first.page, 'Resume').first().click();
    await status(second).filter({ hasText: 'Training' }).waitFor();
    expect(await button(second, 'Pause').count()).toBe(0);
    await first.page.close();
    await button(second, 'Take it over and go on').click();
    await status(second).filter({ hasText: 'Training' }).waitFor();
    await button(second, 'Stop').first().click();
    await status(second).filter({ hasText: 'Stopped' }).waitFor();
    await first.close();
  });

  it('go on by themselves when their engine crashes, from where they had come', async () => {
    const { page, close } = await start('epochs=200', { expected: [/Error: crashed by the test/] });
    await page
      .getByText(/images\/s/)
      .first()
      .waitFor();
    const engine = page.workers().find((worker) => /\/main-[^/]*\.js$/.test(worker.url()));
    await engine!.evaluate(() => {
      setTimeout(() => {
        throw new Error('crashed by the test');
      });
    });
    await page
      .getByText(/was interrupted and came back at step \d+\. Nothing is lost\./)
      .waitFor({ timeout: 60_000 });
    await status(page).filter({ hasText: 'Training' }).waitFor();
    await button(page, 'Stop').first().click();
    await status(page).filter({ hasText: 'Stopped' }).waitFor();
    await button(page, 'Go on').first().click();
    await status(page).filter({ hasText: 'Training' }).waitFor();
    await close();
  });
});
