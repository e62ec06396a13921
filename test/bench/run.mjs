// Runs one benchmark of this folder in Node: node test/bench/run.mjs lenet-step [arguments of its own]
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { buildKernels } from '../../scripts/build-kernels.mjs';

const [name = 'lenet-step', ...options] = process.argv.slice(2);
await buildKernels();
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
const { run } = await server.ssrLoadModule(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
await run(options);
await server.close();
