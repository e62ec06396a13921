import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { findWebglGpu } from '#engine/backend/gpu.ts';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import { findArchitecture } from '#models/registry.ts';
import { end, start, step } from './overfitting.ts';

const full = import.meta.env['ZOO_FULL'] === '1';

/** In their classroom form, with few images: WebGL in software is slow. */
const FAST: readonly (readonly [id: string, batchSize: number])[] = [
  ['lenet5', 16],
  ['resnet20', 2],
];
/** And of every family, and of each way to use memory, the fastest. */
const OTHERS: typeof FAST = [
  ['lenet5_1998', 16],
  ['alexnet_two_groups', 8],
  ['alexnet_torchvision', 8],
  ['zfnet', 8],
  ['vgg11', 8],
  ['vgg11_bn', 8],
  ['googlenet', 4],
  ['googlenet_torchvision', 4],
  ['inception_v2', 4],
  ['inception_v3', 4],
  ['resnet18', 4],
  ['resnet50', 4],
  ['inception_v4', 4],
  ['inception_resnet_v2', 4],
  ['squeezenet1_0', 8],
];

/** A WebGL backend without textures from before. */
async function freshWebgl(): Promise<void> {
  const factory = tf.findBackendFactory('webgl');
  tf.removeBackend('webgl');
  tf.registerBackend('webgl', factory, 2);
  const backend = await selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
  expect(backend.memory?.maxTextureSize).toBeGreaterThanOrEqual(2048);
}

const allocatedBytes = () =>
  (tf.memory() as unknown as { numBytesInGPUAllocated: number }).numBytesInGPUAllocated;

interface Result {
  readonly id: string;
  readonly batchSize: number;
  readonly training: { readonly measured: number; readonly estimated: number; readonly ratio: number };
}

/** Where ZOO_RESULTS is 1, puts a result into the part `webgl` of the file that test/bench/net-memory.ts writes. */
async function record(result: Result): Promise<void> {
  if (import.meta.env['ZOO_RESULTS'] !== '1') return;
  const path = 'test/bench/results/net-memory.json';
  const { webgl, ...others } = JSON.parse(await commands.readFile(path)) as {
    readonly webgl?: { readonly results: readonly Result[] };
  };
  const rest = (webgl?.results ?? []).filter(({ id }) => id !== result.id);
  const date = new Date().toISOString();
  const machine = { gpu: findWebglGpu().renderer, browser: navigator.userAgent };
  const content = { ...others, webgl: { date, machine, results: [...rest, result] } };
  await commands.writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
}

it.each(full ? [...FAST, ...OTHERS] : FAST)(
  'the estimate of the textures that a step of %s with %i images makes is within 25 % of the real ones',
  { timeout: full ? 600_000 : 240_000 },
  async (id, batchSize) => {
    await freshWebgl();
    const started = await start(findArchitecture(id), {}, batchSize);
    await step(started, 1e-4);
    const measured = allocatedBytes();
    const { built, config } = started.run;
    const { optimizer } = config.recipe;
    const { training: estimated } = estimateMemory(built.graph, { batchSize, optimizer, backend: 'webgl' });
    end(started);
    const ratio = Number((estimated / measured).toFixed(3));
    await record({ id, batchSize, training: { measured, estimated, ratio } });
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.25);
  },
);
