import { mkdir, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { ensureBuild } from '#scripts/build.mjs';
import { usesRealGpu } from '#scripts/chromium.mjs';
import { launchBrowser, openPage, serveApp } from '#test/e2e/harness.ts';
import { type Circumstances, circumstances } from './machine.ts';

/**
 * LeNet-5 on MNIST through the built page, as a person would: press Train, wait, evaluate on the test split.
 * Needs DATASETS_DIR with MNIST. Writes results/mnist-page.json, or mnist-page-gpu.json where ZOO_GPU is 1; the figures
 * of the README come from there.
 */
export async function run(): Promise<void> {
  await ensureBuild();
  const app = await serveApp();
  const browser = await launchBrowser();
  const facts = await circumstancesOf(browser, app.address);
  const results = [];
  for (const preset of ['Quick', 'Recommended']) results.push(await measure(browser, app.address, preset));
  await browser.close();
  await app.close();
  const folder = new URL('./results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const report = { ...facts, results };
  await writeFile(
    new URL(usesRealGpu ? 'mnist-page-gpu.json' : 'mnist-page.json', folder),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  console.log(JSON.stringify(report, null, 2));
}

async function circumstancesOf(browser: Browser, address: string): Promise<Circumstances> {
  const { page, close } = await openPage(browser);
  await page.goto(address);
  const facts = await circumstances(browser, page);
  await close();
  return facts;
}

async function measure(browser: Browser, address: string, preset: string) {
  const { page, close } = await openPage(browser);
  const status = page.getByRole('status');
  await page.goto(address);
  await status.filter({ hasText: 'Ready to train' }).waitFor();
  await page.getByRole('button', { name: new RegExp(`^${preset}`) }).click();
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(globalThis, { longTasks: durations });
    new PerformanceObserver((list) => {
      durations.push(...list.getEntries().map((entry) => entry.duration));
    }).observe({ type: 'longtask' });
  });
  const startedAt = performance.now();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await status.filter({ hasText: 'Finished' }).waitFor({ timeout: 1_800_000 });
  const seconds = (performance.now() - startedAt) / 1000;
  const longTasksMs = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  const backend = await page.getByText(/^Runs on/).innerText();
  await page.getByRole('link', { name: 'Evaluate' }).click();
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await page.getByText('Result on the test split').waitFor();
  const result = {
    preset,
    backend,
    seconds: Number(seconds.toFixed(1)),
    testTop1ErrorPercent: await figure(page, 'Top-1 error'),
    testTop5ErrorPercent: await figure(page, 'Top-5 error'),
    mainThreadTasksOver50Ms: longTasksMs,
  };
  await close();
  return result;
}

async function figure(page: Page, term: string): Promise<number> {
  return Number.parseFloat(
    await page.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd[1]').innerText(),
  );
}
