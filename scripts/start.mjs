import './require-node.mjs';
import { ensureBuild } from './build.mjs';
import { root } from './command.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { welcome } from './welcome.mjs';

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
    // Who opens the app to a network may reach it by any name that the computer has there.
    ...(process.env['HOST'] && { host: process.env['HOST'], allowedHosts: /** @type {const} */ (true) }),
  };
  try {
    const server = await preview({ root, logLevel: 'warn', preview: options });
    console.log(`\n${welcome(server.resolvedUrls ?? { local: [], network: [] })}`);
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
