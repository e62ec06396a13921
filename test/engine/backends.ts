import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { selectBackend } from '#engine/backend/select-backend.ts';
import type { BackendName } from '#protocol/backend.ts';

const require = createRequire(import.meta.url);

/** Starts a backend in Node, with tfjs's .wasm files from its own package. */
export async function useBackend(name: BackendName): Promise<void> {
  const folder = `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`;
  await selectBackend({ preference: name, threads: 0, wasmPaths: folder });
}
