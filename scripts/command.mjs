import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/**
 * Runs a program in the project's root with its output shown, and no input.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<number>} its exit code; 1 when it could not be started or was ended by a signal
 */
export function run(program, programArguments, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: options.env ?? process.env,
      shell: options.shell ?? false,
    });
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs one of the installed packages' programs.
 *
 * @param {string} file path under node_modules
 * @param {readonly string[]} programArguments
 * @param {NodeJS.ProcessEnv} [env]
 */
export function runInstalled(file, programArguments, env) {
  const program = path.join(root, 'node_modules', file);
  return run(process.execPath, [program, ...programArguments], env ? { env } : {});
}
