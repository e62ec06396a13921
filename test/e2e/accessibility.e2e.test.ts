import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Each violation with the elements that have it; of the dark page those of its colours, for it differs in nothing else. */
async function violations(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [colorScheme, rules] of [
    ['light', undefined],
    ['dark', ['color-contrast']],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`:root[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
    await page.evaluate(axeSource);
    const results = await page.evaluate(
      (options): Promise<AxeResults> =>
        (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(
          options,
        ),
      rules === undefined ? {} : { runOnly: [...rules] },
    );
    expect(results.passes.length).toBeGreaterThan(rules === undefined ? 10 : 0);
    for (const { id, nodes } of results.violations) {
      for (const { html, failureSummary } of nodes)
        found.push(`${colorScheme} ${id}: ${html} ${failureSummary}`);
    }
  }
  return found;
}

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const SET_UP = '#train?dataset=digits&trainCount=2000&testCount=200&epochs=40';

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

describe('no rule of axe is broken', () => {
  it('on Train before, during and after a run, while presenting, and on Evaluate', async () => {
    const { page, close } = await openPage(browser, { context: { viewport: { width: 1280, height: 720 } } });
    await page.goto(app.address + SET_UP);
    await status(page, 'Ready to train').waitFor();
    await page.getByText('before training, with random weights').waitFor();
    await page.getByText('Advanced', { exact: true }).click();
    expect(await violations(page), 'before').toEqual([]);

    await page.getByRole('link', { name: 'Evaluate' }).click();
    await page.getByText(/There is no trained net yet/).waitFor();
    expect(await violations(page), 'nothing to evaluate').toEqual([]);

    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await button(page, 'Train').click();
    await page.getByText(/^After step/).waitFor();
    expect(await violations(page), 'during').toEqual([]);
    await page.getByRole('application', { name: /^Drawing pad/ }).press('Tab');
    await page.locator('body').press('?');
    await page.getByRole('dialog').waitFor();
    expect(await violations(page), 'keys').toEqual([]);
    await button(page, 'Close').click();

    await button(page, 'Stop').click();
    await status(page, 'Stopped').waitFor();
    expect(await violations(page), 'after').toEqual([]);
    await page.locator('body').press('p');
    await button(page, 'Show the set-up again').waitFor();
    expect(await violations(page), 'presenting').toEqual([]);
    await page.locator('body').press('Escape');

    await button(page, 'See mistakes').click();
    await page.getByText('Result on the test split').waitFor();
    expect(await violations(page), 'result').toEqual([]);
    await close();
  });

  it('in the zoo, on a page of a net, on Data and on Compare, narrow and wide', async () => {
    const { page, close } = await openPage(browser);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 720 });
      await page.goto(`${app.address}#zoo`);
      await page.getByRole('article').first().waitFor();
      expect(await violations(page), `zoo ${width}`).toEqual([]);
      await page.goto(`${app.address}#zoo/lenet5`);
      await page.getByRole('heading', { level: 1, name: 'LeNet-5' }).waitFor();
      for (const tab of ['Diagram', 'Layers', 'Paper', 'Adapt']) {
        await page.getByRole('tab', { name: tab }).click();
        expect(await violations(page), `${tab} of a net ${width}`).toEqual([]);
      }
      await page.goto(`${app.address}#data?dataset=digits&trainCount=200&testCount=100`);
      await page.getByRole('region', { name: 'Samples' }).waitFor();
      expect(await violations(page), `data ${width}`).toEqual([]);
      await page.goto(`${app.address}#compare?nets=alexnet,zfnet`);
      await page.getByRole('region', { name: 'Figures' }).waitFor();
      expect(await violations(page), `compare ${width}`).toEqual([]);
    }
    await close();
  });
});
