import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type ServedApp, serveApp } from './harness.ts';

let browser: Browser;
let app: ServedApp;
beforeAll(async () => {
  browser = await launchBrowser();
  app = await serveApp({ mnist: 'missing' });
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const DIGITS = '#train?dataset=digits&trainCount=100&testCount=100';
const number = (page: Page, name: string) => page.getByRole('spinbutton', { name, exact: true });
const parameters = (page: Page) => new URLSearchParams(new URL(page.url()).hash.split('?')[1]);

async function openRecipe(hash = DIGITS) {
  const opened = await openPage(browser);
  await opened.page.goto(app.address + hash);
  await opened.page.getByText('Advanced', { exact: true }).click();
  return opened;
}

describe('the form of a recipe', () => {
  it('shows a field only beside what makes use of it', async () => {
    const { page, close } = await openRecipe();
    const schedule = page.getByRole('combobox', { name: 'Schedule' });
    const optimizer = page.getByRole('combobox', { name: 'Optimizer' });
    const shown = async () => {
      const names = ['Warm-up (updates)', 'Step factor', 'Step after how many passes', 'Momentum'];
      const counts = await Promise.all(names.map((name) => number(page, name).count()));
      return names.filter((_, i) => counts[i] === 1);
    };
    await schedule.selectOption('One cycle');
    expect(await shown()).toEqual(['Momentum']);
    await schedule.selectOption('In steps');
    expect(await shown()).toEqual([
      'Warm-up (updates)',
      'Step factor',
      'Step after how many passes',
      'Momentum',
    ]);
    await optimizer.selectOption('SGD');
    await schedule.selectOption('Cosine');
    expect(await shown()).toEqual(['Warm-up (updates)']);
    await close();
  });

  it('puts what is entered into the address, percentages as fractions', async () => {
    const { page, close } = await openRecipe();
    await number(page, 'Learning rate').fill('0,02');
    await number(page, 'Held out (%)').fill('7');
    await number(page, 'Size (%)').fill('12.5');
    await number(page, 'Shift (pixels)').fill('3');
    await page.getByRole('checkbox', { name: 'Mirror left and right' }).check();
    await page.getByRole('combobox', { name: 'Schedule' }).selectOption('In steps');
    await number(page, 'Step factor').press('ArrowDown');
    await page.waitForURL(/stepFactor/);
    expect(Object.fromEntries(parameters(page))).toMatchObject({
      learningRate: '0.02',
      validationFraction: '0.07',
      scaleFraction: '0.125',
      shiftPixels: '3',
      flip: '1',
      schedule: 'step',
      stepFactor: '0.2',
    });
    await close();
  });

  it('says beside a field to what its entry was corrected', async () => {
    const { page, close } = await openRecipe();
    await number(page, 'Learning rate').fill('1e6');
    await number(page, 'Epochs').fill('2.5');
    await page.getByText('Corrected to 10 (limits 0.000001 – 10).').waitFor();
    await number(page, 'Seed').fill('x');
    await page.getByText('Corrected to 3 (whole numbers, limits 1 – 200).').waitFor();
    await number(page, 'Seed').press('Tab');
    await page.getByText('That was not a number: 1 stays.').waitFor();
    await close();
  });

  it('knows a ready-made recipe again in an address, whatever the order there', async () => {
    const { page, close } = await openRecipe(
      `${DIGITS}&scaleFraction=0.1&rotationDegrees=10&shiftPixels=2&epochs=12`,
    );
    const recommended = page.getByRole('button', { name: /^Recommended/ });
    expect(await recommended.getAttribute('aria-pressed')).toBe('true');
    await number(page, 'Epochs').fill('13');
    expect(await recommended.getAttribute('aria-pressed')).toBe('false');
    await close();
  });
});
