import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { findArchitecture } from '#models/registry.ts';
import { ensureBuild } from '#scripts/build.mjs';
import { launchBrowser, openPage, serveApp } from '#test/e2e/harness.ts';
import { circumstances } from './machine.ts';

/** From the first net to the residual ones, in the order of history. */
const NETS = [
  'lenet5',
  'alexnet',
  'zfnet',
  'vgg11',
  'googlenet',
  'inception_v2',
  'inception_v3',
  'resnet18',
  'resnet20',
];
const WHAT =
  'Nets in their classroom forms, each by its own recipe on the same number of images, trained by the queue of the built page and measured on the test split: errors with 95 % intervals, parameters, multiply-adds, times.';

/**
 * The table of nets that a teacher gets: queued from the page, one after the other, and saved from Compare.
 * `node test/bench/run.mjs classroom-nets [dataset] [images]`; writes results/classroom-nets-<dataset>.json.
 */
export async function run([dataset = 'digits', images = '60000']: readonly string[]): Promise<void> {
  await ensureBuild();
  const app = await serveApp();
  const browser = await launchBrowser();
  const { page, close } = await openPage(browser);
  await page.goto(`${app.address}#compare?dataset=${dataset}`);
  await page.getByText(/^On .*, as chosen in Train/).waitFor();
  const queue = page.getByRole('region', { name: 'Train several, one after the other' });
  for (const id of NETS) {
    await queue.getByRole('checkbox', { name: findArchitecture(id).name, exact: true }).check();
  }
  await queue.getByRole('combobox', { name: 'Budget' }).selectOption('in images');
  await queue.getByRole('spinbutton', { name: 'Images each net sees' }).fill(images);
  await queue.getByRole('button', { name: `Add ${NETS.length} trainings` }).click();
  await queue.getByRole('button', { name: 'Start the queue' }).click();
  await queue.getByText('Nothing waits.').waitFor({ timeout: 0 });
  await queue.getByRole('button', { name: 'Compare its runs' }).click();
  const { runs, differences } = await saved(page);
  const report = { what: WHAT, dataset, images: Number(images), ...(await circumstances(browser, page)) };
  await close();
  await browser.close();
  await app.close();
  const rows = runs.map(({ epochs: _, evaluations: _evaluations, measuredBy: _by, ...row }) => row);
  await writeFile(
    new URL(`./results/classroom-nets-${dataset}.json`, import.meta.url),
    `${JSON.stringify({ ...report, differences, runs: rows }, null, 2)}\n`,
  );
}

interface Saved {
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  readonly differences: unknown;
}

async function saved(page: Page): Promise<Saved> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as JSON' }).click(),
  ]);
  return JSON.parse(await readFile(await download.path(), 'utf8'));
}
