import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { insecureAddress, launchBrowser, openPage, serveApp } from './harness.ts';

const status = (page: Page) => page.getByRole('status');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('leaving the page', () => {
  it('asks while a net is in training that the browser cannot keep, and not when none is', async () => {
    const app = await serveApp({ mnist: 'missing' });
    const browser = await launchBrowser();
    const { page, close } = await openPage(browser, {
      expected: [/Cross-Origin-Opener-Policy header has been ignored/],
    });
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.goto(`${insecureAddress(app)}#train?dataset=digits&trainCount=2000&testCount=100&epochs=20`);
    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    await button(page, 'Train').click();
    await status(page).filter({ hasText: 'Training LeNet-5' }).waitFor();
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => asked).toEqual(['beforeunload']);

    await button(page, 'Stop').first().click();
    await status(page).filter({ hasText: 'Stopped' }).waitFor();
    await page.reload();
    await status(page).filter({ hasText: 'Ready to train' }).waitFor();
    expect(asked).toHaveLength(1);
    await close();
    await browser.close();
    await app.close();
  });
});
