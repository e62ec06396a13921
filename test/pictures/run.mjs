// Takes a picture of every place and state of the built app, or the pictures of the README: see README.md beside this.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = path.join(root, 'test/pictures/command-line.ts');
const { module } = await runnerImport(file, { root, logLevel: 'error' });
await module.run(process.argv.slice(2));
