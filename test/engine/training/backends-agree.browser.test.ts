import * as tf from '@tensorflow/tfjs';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { assemble, disposeBatch, upload } from '#engine/training/batches.ts';
import { Run } from '#engine/training/run.ts';
import type { BackendName } from '#protocol/run-config.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from './configs.ts';

const wasmPaths = {
  'tfjs-backend-wasm.wasm': wasmUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
};

/** Losses of ten steps of eight images from the same initial weights. */
async function tenLosses(preference: BackendName): Promise<number[]> {
  await selectBackend({ preference, threads: 1, wasmPaths });
  expect(tf.getBackend()).toBe(preference);
  const run = new Run(lenetConfig({ batchSize: 8 }), bars(80, 10));
  const { set, indices } = run.split('train');
  const losses: number[] = [];
  for (let start = 0; start < 80; start += 8) {
    const batch = upload(assemble(set, indices.subarray(start, start + 8)), set, run.normalisation);
    const { loss, errors } = run.update(batch, 0.002);
    losses.push((await loss.data())[0]!);
    tf.dispose([loss, errors]);
    disposeBatch(batch);
  }
  run.dispose();
  return losses;
}

describe('ten steps of LeNet-5', { timeout: 120_000 }, () => {
  it('give the same losses to 1e-3 on WebGL, WASM and CPU', async () => {
    const cpu = await tenLosses('cpu');
    expect(Math.max(...cpu) - Math.min(...cpu)).toBeGreaterThan(0.1);
    for (const backend of ['wasm', 'webgl'] as const) {
      const losses = await tenLosses(backend);
      for (const [step, loss] of losses.entries()) {
        expect(Math.abs(loss - cpu[step]!) / cpu[step]!, `${backend}, step ${step + 1}`).toBeLessThan(1e-3);
      }
    }
  });
});
