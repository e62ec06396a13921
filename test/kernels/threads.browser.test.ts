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
import { inWorker } from './in-worker.ts';
import { differing, type Outputs } from './sweep/all.ts';

const bits = (numbers: Float32Array) => new Uint32Array(numbers.buffer);

/** To the bit; names what differs. */
function expectSame(actual: Map<string, Outputs>, expected: Map<string, Outputs>): void {
  expect(actual.size).toBe(expected.size);
  expect(differing(actual, expected)).toEqual([]);
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
    for (const result of [two!, three!, oneAgain!]) expectSame(result.outputs, one!.outputs);
  });

  it('write nothing outside their outputs and scratch, and heed nothing that is there', async () => {
    const { count, outputs, overwritten } = await inWorker('canaries', 3);
    expect(count).toBe(3);
    expect(overwritten).toEqual({});
    const [one] = await inWorker('kernels', [1]);
    expectSame(outputs, one!.outputs);
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

  it('tell of parts that fail, whichever thread has them, and go on with the next', async () => {
    const { count, messages, countAfter, before, after } = await inWorker('failure');
    expect(messages).toEqual(['2 parts of relu failed.', '40 parts of relu failed.']);
    expect([count, countAfter]).toEqual([3, 3]);
    expectSame(after, before);
  });

  it('that cannot make their instance of the module say so at once', async () => {
    const { count, failure, waitedMs, alive } = await inWorker('unlinked');
    expect(count).toBe(1);
    expect(failure).toMatch(/did not start: LinkError/);
    expect(waitedMs).toBeLessThan(10_000);
    expect(alive).toBe(0);
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
