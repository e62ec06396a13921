import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

const train = (page: Page) => page.getByRole('button', { name: 'Train', exact: true });

describe('a link to a set-up that is too large', () => {
  let app: ServedApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await serveApp({ mnist: 'missing' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('says so before the start, and one click on what it offers makes Train possible', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(
      `${app.address}#train?model=resnet152&width=1&batchSize=1024&dataset=digits&trainCount=100&testCount=100`,
    );
    const notice = page.getByRole('alert').filter({ hasText: 'It does not fit' });
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(
      /training needs about [\d.]+ GB, and WebAssembly can hold 3\.9 GB/,
    );
    expect(await train(page).isDisabled()).toBe(true);

    const offer = notice.getByRole('button', { name: /^Use batch size \d+$/ });
    const batchSize = Number(/\d+/.exec(await offer.innerText())![0]);
    await offer.click();
    await notice.waitFor({ state: 'detached' });
    expect(await page.getByRole('spinbutton', { name: 'Batch size' }).inputValue()).toBe(String(batchSize));
    expect(await train(page).isEnabled()).toBe(true);
    expect(page.url()).toContain(`batchSize=${batchSize}`);

    // Its own fields take it back.
    await page.getByRole('spinbutton', { name: 'Batch size' }).fill('1024');
    await notice.waitFor();
    await close();
  });
});
