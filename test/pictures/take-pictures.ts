import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import type { State } from './states.ts';

const WIDTHS = [
  { width: 360, height: 740 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];
const LANGUAGES = ['en', 'zh-Hans'];
const SCHEMES = ['light', 'dark'] as const;

/** A whole page of each state, light and dark, in both languages, at three widths; of those whose name holds `part`. */
export async function takePictures(
  browser: Browser,
  address: string,
  folder: string,
  states: readonly State[],
  part: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const isWanted = ({ name }: State) => name.includes(part);
  const last = states.findLastIndex(isWanted);
  const first = states.slice(0, states.findIndex(isWanted) + 1).findLastIndex(({ isFresh }) => isFresh);
  for (const state of states.slice(first, last + 1)) {
    await page.setViewportSize({ width: 1280, height: 720 });
    await state.reach(page, address);
    if (isWanted(state)) await takeState(page, state, folder);
  }
  await context.close();
}

async function takeState(page: Page, { name }: State, folder: string): Promise<void> {
  for (const language of LANGUAGES) {
    await speak(page, language);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      for (const size of WIDTHS) {
        await page.setViewportSize(size);
        // Charts follow a new size after their observers have been called.
        await page.waitForTimeout(250);
        const file = `${name}-${language}-${colorScheme}-${size.width}.png`;
        await page.screenshot({ path: path.join(folder, file), fullPage: true });
      }
    }
  }
  await speak(page, 'en');
  console.log(name);
}

/** The page that is being presented hides its header, and a dialog covers it. */
async function speak(page: Page, language: string): Promise<void> {
  await page.locator('header select').first().selectOption(language, { force: true });
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
}
