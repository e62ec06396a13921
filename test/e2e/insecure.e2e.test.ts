import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insecureAddress, launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

/** Seconds of training; generated digits need no network. */
const setUp = '#train?dataset=digits&trainCount=2000&testCount=100&epochs=1';

const status = (page: Page) => page.getByRole('status');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

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

/** What Chromium says of the headers that ask for an isolated page, when the address is not secure. */
const expected = [/Cross-Origin-Opener-Policy header has been ignored/];

describe('the page at an address that is not secure', () => {
  it('loads, trains, measures and reads a drawing all the same, and says what is lost', async () => {
    const { page, close } = await openPage(browser, { expected });
    await page.goto(insecureAddress(app) + setUp);
    await page.getByText(/^This address is not secure/).waitFor();
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByText(/1 thread\. The page's address is not secure/).waitFor();

    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    await button(page, 'Train').click();
    await status(page).filter({ hasText: 'Finished' }).waitFor({ timeout: 120_000 });
    await page.getByRole('link', { name: 'Evaluate' }).click();
    await button(page, 'Evaluate').click();
    await page.getByText('Result on the test split').waitFor();

    const pad = page.getByLabel(/^Drawing pad/);
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 12 });
    await page.mouse.up();
    await page.getByText(/^The net says \d/).waitFor();
    await close();
  });

  it.skipIf(process.env['DATASETS_DIR'] === undefined)('says that MNIST is not kept', async () => {
    const withMnist = await serveApp();
    const { page, close } = await openPage(browser, { expected });
    await page.goto(`${insecureAddress(withMnist)}#data`);
    await page.getByText(/^This browser keeps no files for this page/).waitFor({ timeout: 60_000 });
    await close();
    await withMnist.close();
  });

  it('shows the zoo, and says what is lost in Chinese too', async () => {
    const { page, close } = await openPage(browser, { expected, context: { locale: 'zh-CN' } });
    await page.goto(`${insecureAddress(app)}#zoo`);
    await page.getByText(/^此地址不安全/).waitFor();
    await page.getByRole('article').first().waitFor();
    await close();
  });
});

describe('the page at a secure address', () => {
  it('does not speak of safety', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(app.address + setUp);
    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    expect(await page.getByText(/not secure/).count()).toBe(0);
    await close();
  });
});
