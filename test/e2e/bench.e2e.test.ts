import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const LONG = '#train?dataset=digits&trainCount=2000&testCount=200&epochs=150';

let browser: Browser;
let app: ServedApp;
beforeAll(async () => {
  browser = await launchBrowser();
  app = await serveApp({ mnist: 'missing' });
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

describe('Train', () => {
  it('has net and button on the first screen of a projector, and after the press follows the keys', async () => {
    const { page, close } = await openPage(browser, { context: { viewport: { width: 1280, height: 720 } } });
    await page.goto(app.address + LONG);
    await status(page, 'Ready to train').waitFor();
    const drawing = page.getByRole('region', { name: /before training, with random weights/ });
    await drawing.waitFor();
    const bottomOf = async (name: string, box = page.getByRole('button', { name, exact: true })) => {
      const { y, height } = (await box.boundingBox())!;
      return y + height;
    };
    expect(await bottomOf('Train')).toBeLessThan(720);
    const { y, height } = (await drawing.boundingBox())!;
    expect(y + height).toBeLessThan(720);

    await button(page, 'Train').press('Enter');
    await status(page, 'epoch').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Pause');
    await page.keyboard.press('Space');
    await status(page, 'Paused after step').waitFor();
    // The space bar works from anywhere that does not use it itself.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Space');
    await status(page, 'Training LeNet-5').waitFor();

    await page.keyboard.press('d');
    const pad = page.getByRole('application', { name: /^Drawing pad/ });
    await expect.poll(() => pad.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Space');
    for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText(/^The net says \d/).waitFor();
    await status(page, 'Training LeNet-5').waitFor();

    await page.keyboard.press('p');
    await button(page, 'Train').waitFor({ state: 'hidden' });
    expect(await page.getByRole('navigation').count()).toBe(0);
    await button(page, 'Pause').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Train').waitFor();

    // Letters that are typed are no keys of the page.
    await button(page, 'Stop').click();
    await status(page, 'Stopped').waitFor();
    const model = page.getByRole('combobox', { name: 'Model' });
    // Playwright presses keys on what is disabled too: they then go to the page.
    await model.and(page.locator(':enabled')).press('p');
    expect(await page.getByRole('navigation').count()).toBe(1);
    await close();
  });

  it('asks the net about a drawing again while it learns', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(app.address + LONG);
    await status(page, 'Ready to train').waitFor();
    await button(page, 'Train').click();
    const pad = page.getByRole('application', { name: /^Drawing pad/ });
    await pad.focus();
    await page.keyboard.press('Space');
    for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    const answers = page.getByRole('table', { name: 'What it makes of it' });
    await answers.waitFor();
    const first = await answers.innerText();
    await expect.poll(() => answers.innerText(), { timeout: 30_000 }).not.toBe(first);
    await close();
  });

  it('fits a phone: nothing scrolls sideways, and the run stands before its set-up', async () => {
    const { page, close } = await openPage(browser, { context: { viewport: { width: 360, height: 740 } } });
    await page.goto(app.address + LONG);
    await status(page, 'Ready to train').waitFor();
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await button(page, 'Train').click();
    await page.getByText(/^After step/).waitFor();
    expect(await overflow()).toBe(0);
    const top = async (locator: ReturnType<Page['locator']>) => (await locator.boundingBox())!.y;
    expect(await top(page.getByText('Top-1 error', { exact: true }).first())).toBeLessThan(
      await top(page.getByRole('combobox', { name: 'Model' })),
    );
    await close();
  });
});

describe('the header', () => {
  it('copies a link that opens the same set-up in the same language', async () => {
    const { page, close } = await openPage(browser, {
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await page.goto(app.address + LONG);
    await page.getByRole('combobox', { name: 'Language' }).selectOption('简体中文');
    await page.getByRole('button', { name: '复制链接' }).click();
    await page.getByText('已复制').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await openPage(browser);
    await other.page.goto(link);
    await other.page.getByRole('button', { name: '训练', exact: true }).waitFor();
    expect(await other.page.getByRole('spinbutton', { name: '轮数' }).inputValue()).toBe('150');
    await other.close();
    await close();
  });
});
