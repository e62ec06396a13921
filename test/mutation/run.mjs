// Runs the mutation tester: node test/mutation/run.mjs [options]
import '../../scripts/require-node.mjs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const program = fileURLToPath(new URL('./command-line.ts', import.meta.url));
const { module } = await runnerImport(program, { configFile: false, logLevel: 'error' });
process.exitCode = await module.run(process.argv.slice(2));
