import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';
import { mnistOf } from './mnist-files.ts';

const status = (page: Page) => page.getByRole('status');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const refused = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text });

/** Drops files and folders of this computer near the top left corner, as from its file manager. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 20, y: 20, data });
}

let browser: Browser;
let app: ServedApp;
let folder: string;
let files: string[];
beforeAll(async () => {
  app = await serveApp({ mnist: 'missing' });
  browser = await launchBrowser();
  folder = mkdtempSync(path.join(tmpdir(), 'drop-'));
  // At several depths, and with a file that a computer leaves by itself.
  mkdirSync(path.join(folder, 'mnist/test'), { recursive: true });
  writeFileSync(path.join(folder, 'mnist/.DS_Store'), 'not for people');
  files = mnistOf(40, 20).map(({ name, buffer }) => {
    const place = path.join(folder, 'mnist', name.startsWith('t10k') ? 'test' : '', name);
    writeFileSync(place, buffer);
    return place;
  });
});
afterAll(async () => {
  await browser.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function openReady(epochs: number) {
  const watched = await openPage(browser);
  await watched.page.goto(
    `${app.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=${epochs}`,
  );
  await status(watched.page).filter({ hasText: 'Ready to train' }).waitFor();
  return watched;
}

describe('what is dropped anywhere in the page', () => {
  it.each([
    ['files', () => files],
    ['a folder with folders in it', () => [path.join(folder, 'mnist')]],
  ])('is read and shown under Data: %s', async (_, dropped) => {
    const { page, close } = await openReady(1);
    await drop(page, dropped());
    await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
    await page.getByText('Read from your files.').waitFor();
    await close();
  });

  it('is refused while a net is in training, which goes on', async () => {
    const { page, close } = await openReady(20);
    await button(page, 'Train').click();
    await status(page).filter({ hasText: 'Training LeNet-5' }).waitFor();
    await drop(page, files);
    await refused(page, 'a net is in training').waitFor();
    await status(page).filter({ hasText: 'Training LeNet-5 on generated digits' }).waitFor();
    await button(page, 'Close').click();
    expect(await page.getByRole('alert').count()).toBe(0);
    await close();
  });

  it('is refused when it is a folder without files or with too many', async () => {
    const { page, close } = await openReady(1);
    const empty = path.join(folder, 'empty');
    mkdirSync(empty);
    await drop(page, [empty]);
    await refused(page, 'there is no file in it').waitFor();
    const large = path.join(folder, 'large');
    mkdirSync(large);
    for (let i = 0; i <= 100_000; i++) writeFileSync(path.join(large, `${i}`), '');
    await drop(page, [large]);
    await refused(page, 'more than 100,000 files').waitFor({ timeout: 60_000 });
    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    await close();
  });
});
