import './require-node.mjs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from './build.mjs';
import { root, runInstalled } from './command.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { obtainChromium } from './obtain-chromium.mjs';
import { totalsLine, vitestTotals } from './test-totals.mjs';

/** @typedef {import('./test-totals.mjs').Totals} Totals */

await ensureDependencies();
const totals = [
  await check('Format and lint', () =>
    runInstalled('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']),
  ),
  await check('Types', () => runInstalled('typescript/bin/tsc', ['-b'])),
  await check('Build', build),
  ...(await tests()),
];
console.log(`\n${totalsLine(totals)}`);
process.exitCode = totals.some(({ failed }) => failed > 0) ? 1 : 0;

/**
 * Each check counts as one test.
 *
 * @param {string} name
 * @param {() => Promise<number>} command
 * @returns {Promise<Totals>}
 */
async function check(name, command) {
  console.log(`\n--- ${name}`);
  const passed = (await command()) === 0;
  if (!passed) console.error(`${name}: failed`);
  return { passed: Number(passed), failed: Number(!passed), skipped: 0 };
}

/**
 * The browser of a run of Vitest stays open to the run's end and takes its part of the processor: the tests that drive
 * browsers of their own come after it, in another run.
 *
 * @returns {Promise<Totals[]>}
 */
async function tests() {
  console.log('\n--- Tests');
  try {
    const env = {
      ...process.env,
      CHROME_PATH: await obtainChromium(),
      ...(process.argv.includes('--full') && { ZOO_FULL: '1' }),
    };
    return [await vitest(['node', 'browser'], env), await vitest(['e2e', 'e2e-alone'], env)];
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return [{ passed: 0, failed: 1, skipped: 0 }];
  }
}

/**
 * @param {readonly string[]} projects
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Totals>}
 */
async function vitest(projects, env) {
  const reportFile = path.join(root, `.cache/test-report-${projects[0]}.json`);
  await rm(reportFile, { force: true });
  const chosen = projects.flatMap((project) => ['--project', project]);
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await runInstalled('vitest/vitest.mjs', ['run', ...chosen, ...report], env);
  return vitestTotals(await readReport(reportFile), code);
}

/**
 * @param {string} file
 * @returns {Promise<import('./test-totals.mjs').VitestReport | undefined>}
 */
async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    console.error(`Vitest left no report: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
