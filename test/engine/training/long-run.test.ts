import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { Run } from '#engine/training/run.ts';
import { step } from '#engine/training/step.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { hostBatch } from '#test/engine/batches.ts';
import { lenetConfig } from './configs.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('a thousand steps on WASM need no more memory than those before', { timeout: 120_000 }, async () => {
  await useBackend('wasm');
  const run = new Run(lenetConfig({ batchSize: 4 }), bars(40, 10));
  const { indices } = run.split('train');
  const train = (steps: number) => {
    for (let i = 0; i < steps; i++) {
      const start = 4 * (i % 10);
      const batch = hostBatch(run.dataset.train, indices.subarray(start, start + 4));
      tf.dispose({ ...step(run, batch, 1e-4) });
    }
  };
  const memory = () => {
    collectGarbage();
    const { numTensors, numBytes } = tf.memory();
    const { wasm } = tf.backend() as unknown as WasmBackend;
    return {
      wasm: [numTensors, numBytes, wasm.HEAPU8.byteLength],
      heapBytes: process.memoryUsage().heapUsed,
    };
  };
  train(400);
  const before = memory();
  train(1000);
  const after = memory();
  run.dispose();
  expect(after.wasm).toEqual(before.wasm);
  // It goes up and down by half a megabyte. One tensor a step that nobody frees is more than a kilobyte.
  expect(after.heapBytes - before.heapBytes).toBeLessThan(1e6);
});
