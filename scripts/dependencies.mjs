import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root, run } from './command.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Whether what npm has installed is what the lock file asks for. npm ends an installation by writing down
 * what it installed (`node_modules/.package-lock.json`), so a broken-off one counts as stale.
 *
 * @param {string} projectRoot
 * @returns {Promise<boolean>}
 */
export async function dependenciesAreCurrent(projectRoot) {
  const locked = await readLockfile(path.join(projectRoot, 'package-lock.json'));
  if (!locked) throw new Error(`There is no package-lock.json in ${projectRoot}.`);
  const installed = await readLockfile(path.join(projectRoot, 'node_modules/.package-lock.json'));
  if (!installed) return false;

  const wanted = Object.entries(locked.packages).filter(([place]) => place !== '');
  const asLocked = wanted.every(([place, entry]) => {
    const found = installed.packages[place];
    // Packages for other platforms stay out.
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
  return asLocked && Object.keys(installed.packages).every((place) => place in locked.packages);
}

/**
 * @param {string} file
 * @returns {Promise<Lockfile | undefined>} nothing when there is no such file
 */
async function readLockfile(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Installs the locked dependencies when they are missing or stale; ends the program when that fails. */
export async function ensureDependencies() {
  if (await dependenciesAreCurrent(root)) return;
  console.log('Installing the locked dependencies (once; this may take a minute) ...');
  const npmArguments = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  const code = npm?.endsWith('.js')
    ? await run(process.execPath, [npm, ...npmArguments])
    : await run('npm', npmArguments, { shell: process.platform === 'win32' });
  if (code === 0) return;
  console.error(
    'The dependencies could not be installed; npm says why above. This step needs the network: ' +
      'check it and run the command again.',
  );
  process.exit(code);
}
