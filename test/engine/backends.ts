import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { selectBackend } from '#engine/backend/select-backend.ts';
import type { BackendName } from '#protocol/backend.ts';

/** Where tfjs's .wasm files are in Node: in its own package. */
export const wasmFolder = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;

/** Starts a backend in Node. */
export async function useBackend(name: BackendName): Promise<void> {
  await selectBackend({ preference: name, threads: 0, wasmPaths: wasmFolder });
}
