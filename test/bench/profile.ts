import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '#scripts/chromium.mjs';
import { BrowserContestant } from './contestants/browser.ts';
import type { Profile, TfjsVariant } from './contestants/tfjs.ts';
import { netTasks } from './nets.ts';
import { servePage } from './page/serve-page.ts';

/**
 * Prints what one training step in Chromium, on one thread, is made of:
 * node test/bench/run.mjs profile <lenet | resnet | googlenet> [ours | tfjs-wasm] [repeats]
 */
export async function run(options: readonly string[]): Promise<void> {
  const [net = 'lenet', variant = 'ours', repeats = '20'] = options;
  const task = netTasks[net as keyof typeof netTasks];
  if (task === undefined) throw new Error(`There is no net '${net}' here.`);
  const served = await servePage();
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: chromiumArguments,
    ...(executablePath && { executablePath }),
  });
  const page = await browser.newPage();
  await page.goto(served.address);
  await page.waitForFunction(() => 'bench' in globalThis);
  const contestant = await BrowserContestant.open(page, variant, 'tfjs', {
    threads: 1,
    variant: variant satisfies string as TfjsVariant,
  });
  await contestant.prepare(task());
  const profile = (await contestant.call('profile', Number(repeats))) as Profile;
  const times = (await contestant.time(Number(repeats))).sort((a, b) => a - b);
  console.log(`${task().name}, ${variant}: ${times[0]!.toFixed(2)} ms at best, without clocks`);
  for (const [name, { ms, calls }] of Object.entries(profile).sort(([, a], [, b]) => b.ms - a.ms)) {
    if (ms >= 0.01) console.log(`${name.padEnd(28)} ${ms.toFixed(2).padStart(9)} ms in ${calls} calls`);
  }
  await browser.close();
  await served.close();
}
