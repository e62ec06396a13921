import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { EngineFailure } from '#engine/engine-failure.ts';

/** Where no .wasm file is. */
const missing = { threads: 0, wasmPaths: '/nowhere/' } as const;

describe('where WebAssembly does not start', { timeout: 60_000 }, () => {
  beforeAll(() => {
    // Emscripten and tfjs tell of it.
    for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
    return () => vi.restoreAllMocks();
  });

  it('the plain backend takes its place, at the second try too', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await selectBackend({ ...missing, preference: 'auto' })).toMatchObject({
        name: 'cpu',
        reason: 'wasmFailed',
      });
    }
    expect(tf.getBackend()).toBe('cpu');
  });

  it('it is refused to who chose it, and tfjs goes on with the backend that it had', async () => {
    const refused = selectBackend({ ...missing, preference: 'wasm' });
    await expect(refused).rejects.toThrow(EngineFailure);
    await expect(refused).rejects.toMatchObject({
      value: { code: 'backendFailed', details: { backend: 'wasm' } },
    });
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.tidy(() => tf.add(tf.scalar(1), 1).dataSync())).toEqual(Float32Array.of(2));
  });
});
