import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';

const binaries = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')),
  'dist/',
);

it('WASM is started once, however often it is selected', { timeout: 60_000 }, async () => {
  const factory = tf.findBackendFactory('wasm');
  let starts = 0;
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => {
    starts += 1;
    return factory();
  });
  for (let i = 0; i < 2; i++) {
    const { name } = await selectBackend({ preference: 'wasm', threads: 1, wasmPaths: binaries });
    expect(name).toBe('wasm');
  }
  expect(starts).toBe(1);
});
