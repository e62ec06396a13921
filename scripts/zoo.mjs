import './require-node.mjs';
import path from 'node:path';
import { root } from './command.mjs';

// A reader that has seen enough, such as head, closes the pipe: no failure of this program.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

/** @type {typeof import('./zoo/command-line.ts')} */
const { runCommandLine } = await load('scripts/zoo/command-line.ts');
// npm runs this in the project's root: a file goes to where its caller stands.
const { output, problem } = await runCommandLine(process.argv.slice(2), process.env['INIT_CWD']);
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 2;
} else {
  console.log(output);
}

/**
 * Imports a TypeScript module of the project, which Node 20 cannot do by itself.
 *
 * @param {string} file path from the project's root
 */
async function load(file) {
  const vite = await import('vite').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error('The dependencies are not installed yet: run npm ci (or npm start, which does it) first.');
    process.exit(1);
  });
  const options = {
    configFile: /** @type {const} */ (false),
    root,
    logLevel: /** @type {const} */ ('error'),
  };
  return (await vite.runnerImport(path.join(root, file), options)).module;
}
