import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { run, runInstalled } from './command.mjs';

const howToGetOne =
  'No Chromium was found and none could be installed. Install Chromium, Chrome or Edge, or set CHROME_PATH ' +
  'to the program file of one, and run the command again.';

/**
 * The path of a Chromium: one that is there, else Playwright's own download, else Debian's package.
 *
 * @returns {Promise<string>}
 * @throws {Error} that says what to do, when none can be had
 */
export async function obtainChromium() {
  const found = findChromium();
  if (found) return found;

  console.log('No Chromium here: downloading one for the tests ...');
  await runInstalled('playwright/cli.js', ['install', 'chromium']);
  const downloaded = findChromium();
  if (downloaded && starts(downloaded)) return downloaded;

  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log("Installing Debian's Chromium ...");
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], { env });
    const installed = findChromium();
    if (installed && starts(installed)) return installed;
  }
  throw new Error(howToGetOne);
}

/**
 * A downloaded Chromium may lack libraries of the system. (On Windows, asking its version opens a window.)
 *
 * @param {string} chromium
 */
function starts(chromium) {
  return process.platform === 'win32' || spawnSync(chromium, ['--version']).status === 0;
}
