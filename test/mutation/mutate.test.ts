import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { mutate } from './mutate.ts';

const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  module: 'ESNext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
};

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ type: 'module' }),
  '.gitignore': 'node_modules',
  'vitest.config.ts':
    "export default { test: { projects: [{ test: { name: 'node', include: ['*.test.ts'] } }] } };",
  'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  'ages.ts': `
export const isOfAge = (age: number): boolean => age >= 18;
export const isUnchecked = (known: boolean): boolean => !known;
export const isUnreached = (age: number): boolean => age > 9;
export const first = (ages: Map<string, number>): number => ages.get('first') ?? Number.NaN;
export function wait(done: boolean): void {
  while (!done) done = true;
}
`,
  'ages.test.ts': `
import { expect, it } from 'vitest';
import { first, isOfAge, isUnchecked, wait } from './ages.ts';
it('fails without any mutant, so it says nothing', () => expect(isUnchecked(true)).toBe(true));
it('knows who is of age', () => expect([17, 18, 19].map(isOfAge)).toEqual([false, true, true]));
it('runs and checks little', () => {
  isUnchecked(true);
  expect(first(new Map([['first', 1]]))).toBe(1);
  wait(false);
});
`,
};

it('tells which mutants the tests notice, and leaves the project as it was', {
  timeout: 120_000,
}, async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'mutated-'));
  try {
    for (const [file, text] of Object.entries(FILES)) await writeFile(path.join(root, file), text);
    await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'));
    execFileSync('git', ['init', '-q'], { cwd: root });
    const endless = {
      file: 'ages.ts',
      text: 'while (!done) done = true;',
      change: 'true -> false',
      reason: 'one is enough',
    };
    const failing: boolean[] = [];
    const judgements = await mutate(
      {
        root,
        sources: ['ages.ts'],
        project: 'node',
        without: [],
        typesConfig: 'tsconfig.json',
        equivalents: [endless],
        sample: 100,
        seed: 1,
        budgetMs: 20_000,
        workers: 1,
      },
      { measured: (...measured) => failing.push(measured[2]), prepared() {}, judged() {} },
    );
    expect(failing).toEqual([true]);
    const changes = judgements.map(({ status, mutant }) => `${mutant.line} ${mutant.change}: ${status}`);
    expect(changes.toSorted()).toEqual([
      '2 18 -> 17: caught',
      '2 18 -> 19: caught',
      '2 age >= 18 -> age > 18: caught',
      '3 !known -> known: survived',
      '4 9 -> 10: unreached',
      '4 9 -> 8: unreached',
      '4 age > 9 -> age >= 9: unreached',
      "5 ages.get('first') ?? Number.NaN -> Number.NaN: caught",
      "5 ages.get('first') ?? Number.NaN -> ages.get('first'): refused",
      '7 !done -> done: survived',
      '7 done = true; -> ;: timedOut',
    ]);
    const [atBoundary] = judgements.filter(({ mutant }) => mutant.change === '18 -> 17');
    expect(atBoundary?.by).toMatch(/^ages\.test\.ts: knows who is of age: expected .* to deeply equal/);
    expect(await readFile(path.join(root, 'ages.ts'), 'utf8')).toBe(FILES['ages.ts']);
  } finally {
    await rm(root, { recursive: true });
  }
});
