import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the built app on its own server', () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp();
  });
  afterAll(() => app.close());

  it('is isolated from other origins, under a policy without inline code', async () => {
    const { page, close } = await openPage(browser);
    const response = await page.goto(app.address);
    const policy = response!.headers()['content-security-policy']!;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await close();
  });

  it('ships the licences of the packages it contains', async () => {
    const notices = await (await fetch(`${app.address}third-party-notices.txt`)).text();
    expect(notices).toMatch(/^react \d/m);
    expect(notices).toMatch(/^react-dom \d/m);
    expect(notices).toContain('Copyright (c) Meta Platforms, Inc. and affiliates.');
  });

  it('starts without the network after the first visit', async () => {
    const { page, context, close } = await openPage(browser);
    await page.goto(app.address);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await context.setOffline(true);
    await page.reload();
    await expect.poll(() => page.locator('#root > *').count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await close();
  });
});

describe('the built app on a host that sends no headers', () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp({ headers: false });
  });
  afterAll(() => app.close());

  it('becomes isolated by one reload on the first visit, and stays so', async () => {
    const { page, close } = await openPage(browser);
    let loads = 0;
    page.on('load', () => loads++);
    const response = await page.goto(app.address);
    expect(response!.headers()['cross-origin-opener-policy']).toBeUndefined();
    await expect.poll(() => page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.waitForTimeout(500);
    expect(loads).toBe(2);
    await page.reload();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(loads).toBe(3);
    await close();
  });

  it('does not reload forever where the service worker cannot be installed', async () => {
    const { page, close } = await openPage(browser, {
      context: { serviceWorkers: 'block' },
      expected: [/service worker/i],
    });
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(app.address);
    await page.waitForTimeout(1000);
    expect(loads).toBe(1);
    await close();
  });
});
