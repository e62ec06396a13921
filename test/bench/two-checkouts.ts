import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

const SECTIONS = ['lenet', 'resnet', 'googlenet'] as const;
/** How often each side is measured, where `--rounds` does not say. */
const USUAL_ROUNDS = 3;
/** A row of ours in a printed table: minimum and median, in milliseconds. */
const ROW = /^(ours[^,]*, \d threads?) +([\d.]+) +([\d.]+) /gm;

type Medians = Readonly<Record<string, number>>;

/**
 * Measures the training steps of ours in this checkout and in another, given as `--before <folder>`, in turn, round
 * after round, and writes results/two-checkouts.json: for each section and number of threads the medians, the lowest
 * of them on either side, and how much longer ours takes now.
 */
export function run(options: readonly string[]): void {
  const at = options.indexOf('--before');
  const before = options[at + 1];
  if (at < 0 || before === undefined) throw new Error('Say where the other checkout is: --before <folder>.');
  const rounds = options.includes('--rounds')
    ? Number(options[options.indexOf('--rounds') + 1])
    : USUAL_ROUNDS;
  const folders = { before: path.resolve(before), now: process.cwd() };
  const commits = { before: commitOf(folders.before), now: commitOf(folders.now) };
  const results = Object.fromEntries(
    SECTIONS.map((section) => [section, compared(section, folders.before, folders.now, rounds)]),
  );
  const { model } = cpus()[0] ?? { model: 'unknown' };
  const result = { date: new Date().toISOString(), processor: model, cores: cpus().length, commits, results };
  console.log(JSON.stringify(result, null, 2));
  writeFileSync(
    new URL('./results/two-checkouts.json', import.meta.url),
    `${JSON.stringify(result, null, 2)}\n`,
  );
}

function compared(section: string, before: string, now: string, count: number) {
  const rounds = Array.from({ length: count }, (_, round) => {
    // What the machine does later meets both alike.
    const [first, second] = round % 2 === 0 ? [before, now] : [now, before];
    const medians = new Map([first, second].map((folder) => [folder, measured(section, folder)]));
    return { before: medians.get(before) ?? {}, now: medians.get(now) ?? {} };
  });
  const contestants = Object.keys(rounds[0]?.now ?? {});
  return Object.fromEntries(
    contestants.map((name) => {
      const medians = (side: 'before' | 'now') => rounds.map((round) => round[side][name] ?? Number.NaN);
      const [was, is] = [medians('before'), medians('now')];
      const ratio = Number((Math.min(...is) / Math.min(...was)).toFixed(4));
      return [name, { medianMs: { before: was, now: is }, ratioOfLowest: ratio }];
    }),
  );
}

function measured(section: string, folder: string): Medians {
  const printed = execFileSync(
    process.execPath,
    ['--experimental-wasm-relaxed-simd', 'test/bench/run.mjs', '--only', section, '--contestants', 'ours'],
    { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return Object.fromEntries([...printed.matchAll(ROW)].map(([, name, , median]) => [name, Number(median)]));
}

function commitOf(folder: string): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
}
