import './require-node.mjs';
import { ensureBuild } from './build.mjs';
import { root } from './command.mjs';
import { ensureDependencies } from './dependencies.mjs';

await ensureDependencies();
await ensureBuild();
await serve();

async function serve() {
  const { preview } = await import('vite');
  const port = process.env['PORT'];
  const options = {
    port: port ? Number(port) : 4173,
    // A port that was asked for is taken or refused; otherwise the next free one will do.
    strictPort: Boolean(port),
    ...(process.env['HOST'] && { host: process.env['HOST'] }),
  };
  try {
    const server = await preview({ root, logLevel: 'warn', preview: options });
    const addresses = server.resolvedUrls;
    console.log(`\nCNN zoo is ready: ${addresses?.local[0] ?? addresses?.network[0]}`);
    for (const address of addresses?.network ?? []) console.log(`  on your network: ${address}`);
    console.log('Press Ctrl-C to stop.');
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(server));
  } catch (error) {
    console.error(`The app cannot be served: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

/** @param {import('vite').PreviewServer} server */
async function stop(server) {
  await server.close();
  process.exit(0);
}
