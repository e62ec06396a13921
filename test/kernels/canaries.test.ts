import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { servingModule } from '#kernels/serving-module.ts';
import type { WasmBackend } from '#kernels/wasm-backend.ts';
import { startBackends } from './backends.ts';
import { Canaries, computeGuarded, exactSpace } from './canaries.ts';
import { randomTensor } from './comparison.ts';
import { computeAll, differing } from './sweep/all.ts';
import { endWasm } from './wasm-anew.ts';

describe('our WASM kernels', { timeout: 60_000 }, () => {
  let canaries: Canaries;
  let guarded: ReturnType<typeof computeGuarded>;

  beforeAll(async () => {
    await startBackends({
      space: (backend) => {
        canaries ??= new Canaries(backend);
        return exactSpace(backend);
      },
    });
    guarded = computeGuarded(canaries);
  }, 60_000);

  it('write nothing outside their outputs and scratch', () => {
    expect(guarded.overwritten).toEqual({});
  });

  it('would be caught writing one byte beyond', () => {
    expect(canaries.overwritten()).toBe(0);
    const tensor = randomTensor([3], 1);
    const backend = tf.backend() as unknown as WasmBackend;
    backend.wasm.HEAPU8[backend.getMemoryOffset(tensor.dataId) + 12]! ^= 1;
    expect(canaries.overwritten()).toBe(1);
    tensor.dispose();
    const scratch = servingModule()!.scratch(5);
    backend.wasm.HEAPU8[scratch + 5]! ^= 1;
    expect(canaries.overwritten()).toBe(1);
  });

  it('heed nothing of what is there or was there before', async () => {
    endWasm();
    await startBackends();
    expect(differing(computeAll(), guarded.outputs)).toEqual([]);
  });
});
