import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

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

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

const PATIENCE = { timeout: 30_000 };

/** The name of what has the focus, as far as the page says it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const labels =
      element instanceof HTMLSelectElement || element instanceof HTMLInputElement ? element.labels : null;
    return element?.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element?.textContent ?? '';
  });

/** Tab, or Shift and Tab, until something of this name has the focus. */
async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now.slice(0, 30));
  }
  throw new Error(`Tab does not reach ${name}; it passed ${passed.join(', ')}`);
}

describe('the keyboard alone', () => {
  it('sets up a run, trains, pauses, draws a digit, sees the mistakes, and finds a layer of a net', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${app.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=1`);
    await status(page, 'Ready to train');

    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Model');
    await tabTo(page, 'Epochs');
    await page.keyboard.press('ArrowUp');
    await tabTo(page, 'Train', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page), PATIENCE).toBe('Pause');
    await page.keyboard.press('Space');
    await status(page, 'Paused after step');
    await expect.poll(() => focused(page), PATIENCE).toBe('Resume');
    await page.keyboard.press('Space');
    await status(page, 'epoch 2 of 2');
    await status(page, 'Finished');
    // The focus is not lost with the buttons of the run.
    await expect.poll(() => focused(page), PATIENCE).toBe('Draw one');

    await page.keyboard.press('Enter');
    expect(await focused(page)).toMatch(/^Drawing pad/);
    await page.keyboard.press('Space');
    for (let step = 0; step < 14; step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText(/^The net says \d/).waitFor();

    await tabTo(page, 'See mistakes', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Result on the test split').waitFor();

    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await tabTo(page, 'Zoo');
    await page.keyboard.press('Enter');
    await page.getByRole('article').first().waitFor();
    await tabTo(page, 'Find a net');
    await page.keyboard.type('vgg16');
    await tabTo(page, 'VGG-16');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'VGG-16' }).waitFor();
    await tabTo(page, 'Diagram');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('Layers');
    await tabTo(page, 'input');
    for (let row = 0; row < 3; row++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Find it in the diagram', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('.react-flow__node button[aria-pressed="true"]').waitFor();
    expect(await focused(page)).toBe('Diagram');

    await page.keyboard.press('g');
    await page.getByRole('dialog', { name: 'Glossary' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Diagram');
    await close();
  });

  it('reads how far the run is from the title of the tab', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${app.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=3`);
    await status(page, 'Ready to train');
    expect(await page.title()).toBe('Train – CNN zoo');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(() => page.title(), PATIENCE).toMatch(/^\d+% · LeNet-5 on .* – CNN zoo$/);
    await status(page, 'Finished');
    await expect.poll(() => page.title(), PATIENCE).toMatch(/^Finished · LeNet-5 on .* – CNN zoo$/);
    await page.getByRole('link', { name: 'Zoo' }).click();
    await expect.poll(() => page.title(), PATIENCE).toBe('Zoo – CNN zoo');
    await close();
  });
});
