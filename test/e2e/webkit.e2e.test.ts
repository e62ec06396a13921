import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type ServedApp, serveApp } from './harness.ts';
import { findWebKit, openWebKit } from './web-driver.ts';

const webKit = findWebKit();

describe.skipIf(webKit === undefined)('the built app in WebKitGTK (needs webkit2gtk-driver and xvfb)', () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp({ mnist: 'missing' });
  });
  afterAll(() => app.close());

  // WebKitGTK never finishes loading the part with the charts. Once that is mended, this fails: then drop 'fails'.
  it.fails('trains, answers a drawing, measures, draws its charts and speaks Chinese, without an error', async () => {
    const page = await openWebKit(webKit!, { width: 1280, height: 800 });
    onTestFinished(() => page.close());
    await page.open(`${app.address}#train?dataset=digits&trainCount=2000&testCount=100&epochs=2`);
    await page.evaluate(`
      globalThis.complaints = [];
      addEventListener('error', ({ message }) => globalThis.complaints.push(message));
      addEventListener('unhandledrejection', ({ reason }) => globalThis.complaints.push(String(reason)));
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        globalThis.complaints.push(violatedDirective + ' ' + blockedURI));`);
    await page.shows('[role=status]', 'Ready to train');
    await page.shows('p', 'Runs on WebAssembly');
    await page.click('button', 'Train');
    await page.shows('[role=status]', 'Finished');
    const charts = () => page.evaluate<number>("return document.querySelectorAll('.u-wrap canvas').length");
    await expect.poll(charts, { timeout: 10_000 }).toBe(2);

    await page.draw('[data-drawing-pad]', [
      [0.5, 0.2],
      [0.5, 0.5],
      [0.5, 0.8],
    ]);
    await page.shows('strong', 'The net says ');
    await page.click('button', 'See mistakes');
    await page.shows('h2', 'Result on the test split');
    await page.click('nav a', 'Zoo');
    await page.shows('article', 'LeNet-5');

    await page.evaluate(`
      const select = document.querySelector('header select');
      select.value = 'zh-Hans';
      select.dispatchEvent(new Event('change', { bubbles: true }));`);
    await page.shows('nav a', '评估');
    expect(await page.evaluate<string>('return document.documentElement.lang')).toBe('zh-Hans');
    expect(await page.evaluate<string[]>('return globalThis.complaints')).toEqual([]);
  });
});
