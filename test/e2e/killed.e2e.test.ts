import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, serveApp } from './harness.ts';
import { type MortalBrowser, makeProfile, type Profile } from './killed-browser.ts';

const KILLS = import.meta.env['ZOO_FULL'] === '1' ? 100 : 3;

const status = (page: Page) => page.getByRole('status').first();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** LeNet-5 on generated digits, with augmentation; some seconds long. */
const SET_UP =
  'dataset=digits&trainCount=3000&testCount=500&epochs=6&seed=11&shiftPixels=2&rotationDegrees=10&validationFraction=0.1';

/** All that a person can see of how a run ended: its epochs, and the confusion on the test split. */
async function seenOf(page: Page): Promise<{ epochs: string[]; test: string[] }> {
  await status(page).filter({ hasText: 'Finished' }).waitFor({ timeout: 120_000 });
  const rows = page.getByRole('group', { name: 'Epoch by epoch' }).locator('tbody tr');
  const epochs = await rows.evaluateAll((all) =>
    // The time that each epoch ended at is no part of the run.
    all.map((row) =>
      [...row.children]
        .slice(0, -1)
        .map(({ textContent }) => textContent)
        .join(' '),
    ),
  );
  await page.getByRole('link', { name: 'Evaluate', exact: true }).click();
  await button(page, 'Evaluate').click();
  const cells = page.locator('#content td');
  await cells.first().waitFor({ timeout: 60_000 });
  const figures = await page.locator('#content dd').allInnerTexts();
  return { epochs, test: [...figures.slice(0, 4), ...(await cells.allInnerTexts())] };
}

async function begin(page: Page, app: ServedApp): Promise<void> {
  await page.goto(`${app.address}#train?${SET_UP}`);
  await status(page).filter({ hasText: 'Ready to train' }).waitFor({ timeout: 60_000 });
  await button(page, 'Train').click();
  // A first step was taken.
  await page
    .getByText(/images\/s/)
    .first()
    .waitFor();
}

describe('a browser that is killed while a net is in training', () => {
  let app: ServedApp;
  const open: MortalBrowser[] = [];
  const profiles: Profile[] = [];

  beforeAll(async () => {
    app = await serveApp({ mnist: 'missing' });
  });
  afterAll(async () => {
    await app.close();
    for (const browser of open) await browser.kill();
    for (const profile of profiles) await profile.remove();
  });

  async function launch(profile: Profile): Promise<MortalBrowser> {
    const browser = await profile.launch();
    open.push(browser);
    return browser;
  }

  it(`goes on with one click, ${KILLS} times, to the very end of an undisturbed run`, {
    timeout: 300_000 + 30_000 * KILLS,
  }, async () => {
    const [calm, troubled] = [await makeProfile(), await makeProfile()];
    profiles.push(calm, troubled);
    const undisturbed = await launch(calm);
    await begin(undisturbed.page, app);
    const expected = await seenOf(undisturbed.page);
    expect(expected.epochs).toHaveLength(6);
    await undisturbed.kill();

    let browser = await launch(troubled);
    await begin(browser.page, app);
    for (let kill = 0; kill < KILLS; kill++) {
      // At any moment, in the midst of writes too.
      await new Promise((resolve) => setTimeout(resolve, 300 + 900 * Math.random()));
      await browser.kill();
      browser = await launch(troubled);
      await browser.page.goto(app.address);
      const offer = browser.page.getByText(/was interrupted at step/);
      const goOn = button(browser.page, 'Go on');
      await offer.waitFor({ timeout: 60_000 });
      await goOn.click();
      await status(browser.page)
        .filter({ hasText: /Training LeNet-5|Finished/ })
        .waitFor({ timeout: 60_000 });
    }
    expect(await seenOf(browser.page)).toEqual(expected);
  });
});
