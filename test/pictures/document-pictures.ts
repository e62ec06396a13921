import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';

const SIZE = { width: 1280, height: 800 };
const FRAMES = 16;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const status = (page: Page, text: string) =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 300_000 });

/** The pictures of the README: each place on its first screen, and a run in motion. MNIST must be at hand. */
export async function takeDocumentPictures(browser: Browser, address: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const context = await browser.newContext({ locale: 'en-US', colorScheme: 'light', viewport: SIZE });
  const page = await context.newPage();
  const frames = await mkdtemp(path.join(tmpdir(), 'cnn-zoo-frames-'));
  let frame = 0;
  const takeFrame = async () =>
    page.screenshot({ path: path.join(frames, `${String(frame++).padStart(3, '0')}.png`) });
  const take = (name: string) => page.screenshot({ path: path.join(frames, `${name}.png`) });

  await page.goto(address);
  await status(page, 'Ready to train LeNet-5 on MNIST');
  await page.getByText('before training, with random weights').waitFor();
  await page.waitForTimeout(2000);
  await take('before');
  await takeFrame();
  await takeFrame();
  await button(page, 'Train').click();
  await page.getByText(/^After step/).waitFor({ timeout: 60_000 });
  await drawSeven(page);
  for (let index = 0; index < FRAMES; index++) {
    await takeFrame();
    await page.waitForTimeout(900);
  }
  await status(page, 'Finished');
  await page.waitForTimeout(1000);
  await take('train');
  for (let index = 0; index < 4; index++) await takeFrame();

  await button(page, 'See mistakes').click();
  await page.getByText('Result on the test split').waitFor({ timeout: 120_000 });
  await take('evaluate');
  await link(page, 'Runs').click();
  await page.waitForTimeout(500);
  await take('runs');
  await link(page, 'Data').click();
  await page.getByRole('region', { name: 'Samples' }).waitFor();
  await page.waitForTimeout(500);
  await take('data');
  await link(page, 'Zoo').click();
  await page.getByRole('article').first().waitFor();
  await page.locator('g[data-faded]').nth(2).dispatchEvent('click');
  await page.waitForTimeout(500);
  await take('zoo');
  await page.goto(`${address}#zoo/googlenet`);
  await page.locator('.react-flow__node').first().waitFor();
  await page.waitForTimeout(500);
  await take('net');
  await context.close();

  for (const name of ['before', 'train', 'evaluate', 'runs', 'data', 'zoo', 'net']) {
    await ffmpeg('-i', path.join(frames, `${name}.png`), '-quality', '82', path.join(folder, `${name}.webp`));
  }
  const scaled = ['-vf', 'scale=960:-1', '-loop', '0', '-quality', '60', '-compression_level', '6'];
  await ffmpeg(
    '-framerate',
    '2',
    '-i',
    path.join(frames, '%03d.png'),
    ...scaled,
    path.join(folder, 'run.webp'),
  );
  await rm(frames, { recursive: true });
}

async function drawSeven(page: Page): Promise<void> {
  const pad = page.getByRole('application', { name: /^Drawing pad/ });
  const { x, y, width, height } = (await pad.boundingBox())!;
  const at = (across: number, down: number) => [x + across * width, y + down * height] as const;
  await page.mouse.move(...at(0.28, 0.24));
  await page.mouse.down();
  await page.mouse.move(...at(0.7, 0.24), { steps: 8 });
  await page.mouse.move(...at(0.45, 0.8), { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(5, 5);
}

async function ffmpeg(...options: readonly string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-y', '-loglevel', 'error', ...options]);
}
