import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, preview } from 'vite';
import { isolation } from '#scripts/vite/isolation.ts';
import { wasmThreads } from './wasm-threads.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The benchmark's page, bundled as the app is and served isolated, so that WASM has threads. */
export async function servePage(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'cnn-zoo-bench-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    base: './',
    publicDir: false,
    worker: { format: 'es', plugins: () => [wasmThreads()] },
    build: {
      outDir,
      target: 'es2023',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: { input: path.join(import.meta.dirname, 'index.html') },
    },
  });
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [isolation()],
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  return {
    address: `${server.resolvedUrls!.local[0]!}test/bench/page/index.html`,
    async close() {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
}
