import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zip } from '#test/engine/data/archive-writer.ts';
import { plainRecords } from '#test/engine/data/cifar-writer.ts';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';
import { png } from './png-writer.ts';

const COLOURS = { red: [220, 20, 20], blue: [20, 20, 220] } as const;

/** Folders 'train' and 'test' with a folder for each colour, and among them a file that is no image. */
const images = Object.entries(COLOURS).flatMap(([name, colour]) => [
  ...Array.from({ length: 12 }, (_, index) => ({
    path: `train/${name}/${index}.png`,
    bytes: png(32, colour),
  })),
  ...Array.from({ length: 3 }, (_, index) => ({ path: `test/${name}/${index}.png`, bytes: png(32, colour) })),
]);
const files = [...images, { path: 'train/red/broken.png', bytes: Buffer.from('no image') }];

let browser: Browser;
let app: ServedApp;
let folder: string;
beforeAll(async () => {
  app = await serveApp({ mnist: 'missing' });
  browser = await launchBrowser();
  folder = mkdtempSync(path.join(tmpdir(), 'images-'));
  for (const { path: place, bytes } of files) {
    mkdirSync(path.join(folder, 'colours', path.dirname(place)), { recursive: true });
    writeFileSync(path.join(folder, 'colours', place), bytes);
  }
  writeFileSync(path.join(folder, 'colours.zip'), zip(files));
  writeFileSync(
    path.join(folder, 'data_batch_1.bin'),
    plainRecords(20, (index) => [index % 10]),
  );
  writeFileSync(
    path.join(folder, 'test_batch.bin'),
    plainRecords(10, (index) => [index]),
  );
});
afterAll(async () => {
  await browser.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function openData() {
  const watched = await openPage(browser);
  await watched.page.goto(`${app.address}#data?dataset=digits&trainCount=200&testCount=100`);
  await watched.page.getByText('Generated on this computer.').waitFor();
  return watched;
}

async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 20, y: 20, data });
}

const fact = (page: Page, term: string) =>
  page.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd').first().innerText();

async function expectColours(page: Page): Promise<void> {
  await page.getByText('Read from your files.').waitFor();
  expect(await fact(page, 'Image size')).toBe('32 × 32 × 3');
  expect(await fact(page, 'Training images')).toBe('24');
  expect(await fact(page, 'Test images')).toBe('6');
  await page.getByText('Files left out: 1').click();
  await page.getByText('broken.png is a damaged image').waitFor();
  // 'blue' comes before 'red', also where the zip has it the other way round.
  await page
    .getByRole('img', { name: 'Image 0: blue' })
    .or(page.getByText('Image 0: blue'))
    .first()
    .waitFor({ state: 'attached' });
}

describe('images in folders', () => {
  it('make a set when the folder is dropped, and a net trains on it', async () => {
    const { page, close } = await openData();
    await drop(page, [path.join(folder, 'colours')]);
    await expectColours(page);
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^Finished/ })
      .waitFor();
    await close();
  });

  it('make a set when they lie in a zip that is chosen', async () => {
    const { page, close } = await openData();
    await page.getByLabel('Choose files', { exact: true }).setInputFiles(path.join(folder, 'colours.zip'));
    await expectColours(page);
    await close();
  });

  it('make a set when the folder is chosen', async () => {
    const { page, close } = await openData();
    await page.getByLabel('Choose a folder', { exact: true }).setInputFiles(path.join(folder, 'colours'));
    await expectColours(page);
    await close();
  });
});

it("files in CIFAR's layout are read when they are dropped", async () => {
  const { page, close } = await openData();
  await drop(
    page,
    ['data_batch_1.bin', 'test_batch.bin'].map((name) => path.join(folder, name)),
  );
  await page.getByText('Read from your files.').waitFor();
  expect(await fact(page, 'Image size')).toBe('32 × 32 × 3');
  await page.getByText('airplane').first().waitFor();
  await close();
});
