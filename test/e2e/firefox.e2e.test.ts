import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, serveApp } from './harness.ts';

const firefox = [process.env['FIREFOX_PATH'], '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (file) => file !== undefined && existsSync(file),
);

const patience = { timeout: 120_000 };

/** Waits until an element that matches shows a text. (The page's policy forbids the waiting that puppeteer offers.) */
async function shows(page: Page, selector: string, text: string): Promise<void> {
  const texts = () =>
    page.$$eval(selector, (found) => found.map(({ textContent }) => textContent).join('\n'));
  await expect.poll(texts, patience).toContain(text);
}

async function click(page: Page, selector: string, text: string): Promise<void> {
  await shows(page, selector, text);
  const elements = await page.$$(selector);
  for (const element of elements)
    if ((await element.evaluate((found) => found.textContent)) === text) return element.click();
  throw new Error(`no ${selector} says exactly ${text}`);
}

describe.skipIf(firefox === undefined)('the built app in Firefox (needs firefox-esr)', () => {
  let app: ServedApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await serveApp({ mnist: 'missing' });
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox!, headless: true });
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('trains on threads, measures, draws its charts and speaks Chinese, without an error', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.setViewport({ width: 1280, height: 720 });
    await page.goto(`${app.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=1`);
    await shows(page, '[role=status]', 'Ready to train');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await shows(page, 'p', 'Runs on WebAssembly');
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    const facts = await page.$$eval('p', (texts) =>
      texts.map(({ textContent }) => textContent).find((text) => text?.startsWith('Runs on')),
    );
    expect(facts).toContain(cores === 1 ? '1 thread.' : `${Math.min(cores, 8)} threads.`);

    await click(page, 'button', 'Train');
    await shows(page, '[role=status]', 'Finished');
    await expect.poll(async () => (await page.$$('.u-wrap canvas')).length, patience).toBe(2);
    await click(page, 'nav a', 'Evaluate');
    await click(page, 'button', 'Evaluate');
    await shows(page, 'h2', 'Result on the test split');
    await click(page, 'nav a', 'Zoo');
    await shows(page, 'article', 'LeNet-5');

    await page.select('header select', 'zh-Hans');
    await shows(page, 'nav a', '评估');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-Hans');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
