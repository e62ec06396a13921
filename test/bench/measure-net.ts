import { architectures } from '#models/registry.ts';
import { runInstalled } from '#scripts/command.mjs';
import { obtainChromium } from '#scripts/obtain-chromium.mjs';
import { run as runClassroomStep } from './classroom-step.ts';
import { run as runNetMemory } from './net-memory.ts';

/** The tests that record what they find, each title with the net's name. */
const RECORDING = [
  'test/engine/model/against-pytorch-nets.test.ts',
  'test/engine/model/overfit.test.ts',
  'test/engine/model/against-pytorch-nets.browser.test.ts',
  'test/engine/model/first-steps.browser.test.ts',
  'test/engine/model/memory.browser.test.ts',
];

/**
 * Measures one net and puts its entry into every file of committed results, with the machine that measured it: on an
 * emulated GPU, or with ZOO_GPU=1 on a real one. What is found is written though a test of the net fails; the exit code
 * tells of it.
 */
export async function run([id, ...others]: string[]): Promise<void> {
  const known = architectures.some((architecture) => architecture.id === id);
  if (id === undefined || !known || others.length > 0) {
    const ids = architectures.map((architecture) => architecture.id).join(', ');
    console.error(`npm run measure-net -- <id> measures one net of the zoo: ${ids}`);
    process.exitCode = 2;
    return;
  }
  await runNetMemory([id]);
  await runClassroomStep([id]);
  // A name may be followed by that of a choice, such as in resnet18-option-a.
  const titles = `(^| )${id}(-\\S+)? (gives|knows|takes|with) `;
  await runTests([...RECORDING, '-t', titles], { ZOO_FULL: '1', ZOO_RESULTS: '1' });
  await runTests(['test/engine/model/committed-results.test.ts'], {});
}

async function runTests(options: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const code = await runInstalled(
    'vitest/vitest.mjs',
    ['run', '--project', 'node', '--project', 'browser', ...options],
    { ...process.env, ...env, CHROME_PATH: await obtainChromium() },
  );
  if (code !== 0) process.exitCode = 1;
}
