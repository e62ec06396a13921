import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '#engine/runs/checkpoint-format.ts';
import { decodeRunFile } from '#engine/runs/run-file.ts';
import { type ServedApp, serveApp } from './harness.ts';
import { type MortalBrowser, makeProfile, type Profile } from './killed-browser.ts';

const isFull = import.meta.env['ZOO_FULL'] === '1';
/** In all. ZOO_KILLS asks for another number: each takes seconds, for the browser and the page start anew. */
const KILLS = Number(import.meta.env['ZOO_KILLS'] || (isFull ? 1000 : 3));

const status = (page: Page) => page.getByRole('status').first();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const DIGITS = 'dataset=digits&testCount=500&validationFraction=0.1&shiftPixels=2&rotationDegrees=10';

/** With augmentation; some seconds long each. */
const RUNS = [
  ['LeNet-5 by momentum', `${DIGITS}&trainCount=3000&epochs=6&seed=11&optimizer=momentum`],
  ['LeNet-5 by Adam', `${DIGITS}&trainCount=3000&epochs=6&seed=12&optimizer=adam&learningRate=0.001`],
  ...(isFull
    ? [
        [
          'ResNet-20 by Adam',
          `${DIGITS}&model=resnet20&trainCount=300&epochs=4&seed=13&optimizer=adam`,
        ] as const,
      ]
    : []),
] as const;

/** All that a run comes to: its epochs, its errors on the test split, its weights and what its optimiser keeps. */
async function outcomeOf(page: Page) {
  await status(page).filter({ hasText: 'Finished' }).waitFor({ timeout: 240_000 });
  await page.getByRole('link', { name: 'Evaluate', exact: true }).click();
  // It measures by itself what has finished before its eyes; what was brought back it measures when it is told to.
  await button(page, 'Evaluate').click();
  await page.getByText('Top-1 error').first().waitFor();
  await expect.poll(() => button(page, 'Evaluate').isEnabled(), { timeout: 60_000 }).toBe(true);
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  const download = page.waitForEvent('download');
  await button(page, 'Save as a file').click();
  const file = new Blob([new Uint8Array(await readFile(await (await download).path()))]);
  const { run, points, newest, best } = await decodeRunFile(file, 'run', 'a');
  const { step, weights, slots } = await decodeCheckpoint(newest, 'run');
  const bestWeights = best && (await decodeCheckpoint(best, 'run')).weights;
  // How long it took is no part of a run.
  const untimed = <Part extends { elapsedMs: number }>(part: Part) => ({ ...part, elapsedMs: 0 });
  const [epochs, evaluations] = [run.epochs.map(untimed), run.evaluations.map(untimed)];
  return { epochs, evaluations, best: run.best, points, step, weights, slots, bestWeights };
}

async function begin(page: Page, app: ServedApp, setUp: string): Promise<void> {
  await page.goto(`${app.address}#train?${setUp}`);
  await status(page).filter({ hasText: 'Ready to train' }).waitFor({ timeout: 60_000 });
  await button(page, 'Train').click();
  // A first step was taken: the run is kept.
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

  async function newProfile(): Promise<Profile> {
    const profile = await makeProfile();
    profiles.push(profile);
    return profile;
  }

  async function launch(profile: Profile): Promise<MortalBrowser> {
    const browser = await profile.launch();
    open.push(browser);
    return browser;
  }

  async function undisturbed(setUp: string) {
    const browser = await launch(await newProfile());
    await begin(browser.page, app, setUp);
    const outcome = await outcomeOf(browser.page);
    await browser.kill();
    return outcome;
  }

  /** The same run, killed again and again until it has ended, or so often at most. */
  async function troubled(setUp: string, mostKills: number) {
    const profile = await newProfile();
    let browser = await launch(profile);
    await begin(browser.page, app, setUp);
    let kills = 0;
    while (kills < mostKills) {
      // At any moment, in the midst of writes too.
      await new Promise((resolve) => setTimeout(resolve, 700 * Math.random()));
      if (/Finished/.test(await status(browser.page).innerText())) break;
      await browser.kill();
      kills += 1;
      browser = await launch(profile);
      await browser.page.goto(`${app.address}#runs`);
      const card = browser.page.locator('[data-run]');
      await card.waitFor({ timeout: 60_000 });
      // It may have come to its end in the moment before.
      const isOver = !(await card.innerText()).includes('unfinished');
      await (isOver ? button(browser.page, 'Open') : button(browser.page, 'Go on').first()).click();
      await status(browser.page)
        .filter({ hasText: /Training|Finished/ })
        .waitFor({ timeout: 60_000 });
    }
    const outcome = await outcomeOf(browser.page);
    await browser.kill();
    return { kills, outcome };
  }

  it(`goes on with one click, ${KILLS} times, to the very end of an undisturbed run`, {
    timeout: 300_000 + 30_000 * KILLS,
  }, async () => {
    const tally: { run: string; runs: number; kills: number }[] = [];
    const startedAt = Date.now();
    for (const [i, [run, setUp]] of RUNS.entries()) {
      const share = Math.ceil((KILLS * (i + 1)) / RUNS.length) - Math.ceil((KILLS * i) / RUNS.length);
      const expected = await undisturbed(setUp);
      expect(expected.points.length).toBeGreaterThan(0);
      expect(expected.evaluations).toMatchObject([{ split: 'test' }]);
      let [runs, kills] = [0, 0];
      while (kills < share) {
        const { kills: more, outcome } = await troubled(setUp, share - kills);
        expect(outcome).toEqual(expected);
        kills += more;
        runs += 1;
      }
      tally.push({ run, runs, kills });
    }
    const ms = Date.now() - startedAt;
    console.log(`${KILLS} kills in ${Math.round(ms / 1000)} s:`, tally);
    if (import.meta.env['ZOO_RESULTS'] !== '1') return;
    const result = {
      date: new Date().toISOString(),
      processor: cpus()[0]?.model,
      cores: cpus().length,
      ms,
      tally,
    };
    await writeFile(
      new URL('../bench/results/kills.json', import.meta.url),
      `${JSON.stringify(result, null, 2)}\n`,
    );
  });
});
