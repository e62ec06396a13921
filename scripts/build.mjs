import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root, runInstalled } from './command.mjs';

/** All that a build is made from. */
const sources = [
  'index.html',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'models',
  'public',
  'scripts',
  'src',
];
/** Made by the build itself. */
const generated = path.join('src', 'kernels', 'build');
/** Lies in the output folder, so that any other build removes it. */
const stampFile = path.join(root, 'dist/.build-stamp');

/** Builds the app when its output is missing or older than its sources; ends the program when that fails. */
export async function ensureBuild() {
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === (await digestSources())) return;
  console.log('Building the app ...');
  const code = await build();
  if (code === 0) return;
  console.error('The build failed; the reason is above.');
  process.exit(code);
}

/** @returns {Promise<number>} Vite's exit code */
export async function build() {
  const stamp = await digestSources();
  // Whatever the caller runs under (a test, say), the app is built for production.
  const env = { ...process.env, NODE_ENV: 'production' };
  const code = await runInstalled('vite/bin/vite.js', ['build', '--logLevel', 'warn'], env);
  if (code === 0) await writeFile(stampFile, stamp);
  return code;
}

async function digestSources() {
  const hash = createHash('sha256');
  for (const source of sources) await digest(source, hash);
  return hash.digest('hex');
}

/**
 * @param {string} source a file or folder, relative to the root
 * @param {import('node:crypto').Hash} hash
 */
async function digest(source, hash) {
  const place = path.join(root, source);
  const files = path.extname(source)
    ? [source]
    : (await readdir(place, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .filter((file) => path.dirname(file) !== generated)
        .sort();
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(await readFile(path.join(root, file)));
  }
}
