import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

const SET_UP = '?dataset=digits&trainCount=1000&testCount=200';

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

const region = (page: Page, name: string) => page.getByRole('region', { name });

describe('a queue, and the comparison of its runs', () => {
  it('goes on through a reload; every number is that of the runs, saved and printed, in Chinese too', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${app.address}#compare${SET_UP}`);
    const queue = region(page, 'Train several, one after the other');
    await queue.getByText('On Generated digits').waitFor();
    await queue.getByRole('checkbox', { name: 'LeNet-5', exact: true }).check();
    await queue.getByRole('spinbutton', { name: 'Seeds' }).fill('3');
    await queue.getByRole('button', { name: 'Add 3 trainings' }).click();
    await queue.getByRole('button', { name: 'Start the queue' }).click();
    await queue.getByText('finished', { exact: true }).first().waitFor();
    await queue.getByText('under way', { exact: true }).waitFor();

    await page.reload();
    await expect
      .poll(() => queue.getByText('finished', { exact: true }).count(), { timeout: 120_000 })
      .toBe(3);
    await queue.getByRole('button', { name: 'Compare its runs' }).click();
    const rows = region(page, 'Figures').getByRole('row');
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(4);
    await region(page, 'What differs in the set-ups').getByRole('rowheader', { name: 'Seed' }).waitFor();
    await region(page, 'Curves')
      .getByText(/mean and range of 3 seeds/)
      .waitFor();
    await page.getByText(/can be told with 200 images|is better: on 200 images/).waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(saved.runs.map(({ config }: { config: { seed: number } }) => config.seed)).toEqual([1, 2, 3]);
    const format = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 2 });
    for (const [index, { top1, evaluations }] of saved.runs.entries()) {
      expect(evaluations[0].top1Error).toBe(top1.error);
      expect(await rows.nth(index + 1).innerText()).toContain(format.format(top1.error));
    }
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      region(page, 'Curves').getByRole('button', { name: 'Save as PNG' }).click(),
    ]);
    expect(
      readFileSync(await picture.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);

    // The address says it all to this browser.
    await page.goto('about:blank');
    await page.goBack();
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(4);
    await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-Hans');
    await page.getByRole('heading', { level: 1, name: '对比' }).waitFor();
    await close();
  });
});
