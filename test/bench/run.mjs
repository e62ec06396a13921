// Runs the benchmark, or another program of this folder by its name: node test/bench/run.mjs [name] [options]
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { buildKernels } from '../../scripts/build-kernels.mjs';

const [first = '', ...others] = process.argv.slice(2);
const isName = first !== '' && !first.startsWith('--');
const [name, options] = isName ? [first, others] : ['bench', process.argv.slice(2)];
await buildKernels();
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
try {
  const { run } = await server.ssrLoadModule(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  await run(options);
} finally {
  await server.close();
}
