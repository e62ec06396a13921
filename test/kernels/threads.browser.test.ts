import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { describe, expect, it } from 'vitest';
import { registerWasmKernels } from '#kernels/register.ts';
import { findArchitecture } from '#models/registry.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';
import type { Scenarios } from './threads.worker.ts';

/** Runs a scenario in a fresh worker, which has a WASM backend of its own. */
async function inWorker<Name extends keyof Scenarios>(
  name: Name,
  ...args: Parameters<Scenarios[Name]>
): Promise<Awaited<ReturnType<Scenarios[Name]>>> {
  const worker = new Worker(new URL('./threads.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Awaited<ReturnType<Scenarios[Name]>>>((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        data.error === undefined ? resolve(data.result) : reject(new Error(data.error));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage([name, ...args]);
    });
  } finally {
    worker.terminate();
  }
}

const bits = (numbers: Float32Array) => new Uint32Array(numbers.buffer);

/** To the bit; names what differs. */
function expectSame(actual: Map<string, Float32Array>, expected: Map<string, Float32Array>): void {
  expect(actual.size).toBe(expected.size);
  const different = [...expected].filter(([name, numbers]) => {
    const found = bits(actual.get(name)!);
    return bits(numbers).some((value, i) => value !== found[i]);
  });
  expect(different.map(([name]) => name)).toEqual([]);
}

const resnetConfig: RunConfig = {
  model: { id: 'resnet20', width: 0.5, choices: {} },
  dataset: { id: 'digits' },
  recipe: { ...findArchitecture('resnet20').recipe, batchSize: 6 },
  validationFraction: 0,
  seed: 3,
};

describe('threads of the WASM kernels', { timeout: 120_000 }, () => {
  it('give the bits of one thread in every kernel, two of them and three', async () => {
    const [one, two, three, oneAgain] = await inWorker('kernels', [1, 2, 3, 1]);
    expect([one, two, three, oneAgain].map((result) => result?.count)).toEqual([1, 2, 3, 1]);
    expect(one!.outputs.size).toBeGreaterThan(40);
    for (const result of [two!, three!, oneAgain!]) {
      expectSame(result.outputs, one!.outputs);
      expect(result.leaked).toBe(0);
    }
  });

  it.each([
    ['LeNet-5', lenetConfig({ batchSize: 16 })],
    ['a ResNet-20', resnetConfig],
  ] as const)('train %s to the same weights each time, and as one does', async (_name, config) => {
    const [two, again, one] = await inWorker('training', config, 3, [2, 2, 1]);
    expect(two!.count).toBe(2);
    expect(one!.count).toBe(1);
    expect(bits(again!.weights)).toEqual(bits(two!.weights));
    expect(bits(one!.weights)).toEqual(bits(two!.weights));
  });

  it('work on in a memory that has grown', async () => {
    const { before, after, sizeBefore, sizeAfter } = await inWorker('growth');
    expect(sizeAfter).toBeGreaterThan(sizeBefore);
    expectSame(after, before);
  });

  it('end with their backend, and start with the next', async () => {
    const { first, second, endedWithBackend, started } = await inWorker('disposal');
    expect(endedWithBackend).toBe(2);
    expect(started).toBe(3);
    expect(second.count).toBe(2);
    expectSame(second.outputs, first);
  });

  it('are as many as were asked for last, however quickly', async () => {
    expect(await inWorker('changes', [3, 1, 4, 2])).toEqual({ count: 2, alive: 1 });
  });

  it('are done without where they die', async () => {
    const { count, before, after } = await inWorker('death');
    expect(count).toBe(3);
    expectSame(after, before);
  });

  it('are done without where the browser refuses them, which is told', async () => {
    const { refused, outputs, later } = await inWorker('refusal');
    expect(refused).toEqual({ count: 1, failure: expect.stringContaining('did not start') });
    expect(later.count).toBe(2);
    expectSame(later.outputs, outputs);
  });

  it('are not started in a page, which must not wait', async () => {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainUrl,
      'tfjs-backend-wasm-simd.wasm': simdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
    });
    await tf.setBackend('wasm');
    expect(await registerWasmKernels({ threads: 4 })).toEqual({ count: 1 });
  });
});
