import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { launchBrowser, openPage, serveApp } from './harness.ts';

/** Points of the first chart in the colour of its first line, as the theme has it now. */
function pointsInColor(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.u-wrap canvas');
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--training').trim();
    const wanted = Number.parseInt(hex.slice(1), 16);
    if (canvas === null) return 0;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4)
      if (data[i]! * 65_536 + data[i + 1]! * 256 + data[i + 2]! === wanted && data[i + 3] === 255) count++;
    return count;
  });
}

describe('a page on paper', () => {
  it('is dark on white whatever the theme, without what can only be pressed, and has every layer', async () => {
    const app = await serveApp({ mnist: 'missing' });
    const browser = await launchBrowser();
    const { page, close } = await openPage(browser, {
      context: { colorScheme: 'dark' },
      expected: [/Failed to load resource/],
    });
    await page.goto(`${app.address}#zoo/vgg16/layers`);
    await page.getByRole('row', { name: /^fc8/ }).waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const lightness = (selector: string, property: 'color' | 'backgroundColor') =>
      page.evaluate(
        ([where, what]) => {
          const style = getComputedStyle(document.querySelector(where)!);
          const parts = style[what].match(/[\d.]+/g)!.map(Number);
          return Math.max(...parts.slice(0, 3));
        },
        [selector, property] as const,
      );
    expect(await lightness('body', 'backgroundColor')).toBe(255);
    expect(await lightness('main h1', 'color')).toBeLessThan(40);
    expect(await lightness('tbody td', 'color')).toBeLessThan(80);
    expect(await page.getByRole('button', { name: 'Train this' }).isVisible()).toBe(false);
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'conv1_1' }).isVisible()).toBe(true);
    const cut = await page.getByRole('table').evaluate((table) => {
      const frame = table.parentElement!;
      return frame.scrollHeight - frame.clientHeight;
    });
    expect(cut).toBe(0);
    await close();
    await browser.close();
    await app.close();
  });
});

describe('charts', () => {
  it("take the system's colours when these change and the theme follows them", async () => {
    const app = await serveApp({ mnist: 'missing' });
    const browser = await launchBrowser();
    const { page, close } = await openPage(browser, { context: { colorScheme: 'light' } });
    await page.goto(`${app.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=1`);
    const status = page.getByRole('status');
    await status.filter({ hasText: 'Ready to train' }).waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await status.filter({ hasText: 'Finished' }).waitFor({ timeout: 120_000 });
    await expect.poll(() => pointsInColor(page)).toBeGreaterThan(20);
    const light = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme))
      .not.toBe(light);
    await expect.poll(() => pointsInColor(page)).toBeGreaterThan(20);
    await close();
    await browser.close();
    await app.close();
  });
});
