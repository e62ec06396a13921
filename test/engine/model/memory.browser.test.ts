import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import { findArchitecture } from '#models/registry.ts';
import { machineOf } from '#test/engine/browser-backends.ts';
import { changeResults, classroomForm, isRecording } from './net-results.ts';
import { end, start, step } from './overfitting.ts';
import { withEveryFamily } from './representatives.ts';

const full = import.meta.env['ZOO_FULL'] === '1';

/** In their classroom form, with few images: WebGL in software is slow. */
const IMAGES = 4;
/** More, where the net is small: with few, what does not grow with the batch would hide the rest. */
const MORE_IMAGES: Readonly<Record<string, number>> = {
  lenet5: 16,
  lenet5_1998: 16,
  alexnet_two_groups: 8,
  alexnet_torchvision: 8,
  zfnet: 8,
  vgg11: 8,
  vgg11_bn: 8,
  squeezenet1_0: 8,
};

const FAST = ['lenet5', 'resnet20'];
/** Of every family, and of each way to use memory, the fastest. */
const ALL = withEveryFamily([
  ...FAST,
  'lenet5_1998',
  'alexnet_two_groups',
  'alexnet_torchvision',
  'vgg11',
  'vgg11_bn',
  'googlenet',
  'googlenet_torchvision',
  'inception_v2',
  'inception_v3',
  'resnet18',
  'resnet50',
  'inception_v4',
  'inception_resnet_v2',
]);

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

/** Where ZOO_RESULTS is 1, puts a result beside those that test/bench/net-memory.ts writes. */
async function record(id: string, figures: object): Promise<void> {
  if (!isRecording()) return;
  const date = new Date().toISOString();
  const webgl = { classroom: classroomForm(id), ...figures, date, machine: await machineOf('webgl') };
  await changeResults(commands, 'test/bench/results/net-memory.json', ({ entries, ...headings }) => ({
    ...headings,
    entries: { ...entries, [id]: { ...(entries[id] as object), webgl } },
  }));
}

const cases = (full ? ALL : FAST).map((id) => [id, MORE_IMAGES[id] ?? IMAGES] as const);

it.each(cases)(
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
    await record(id, { batchSize, training: { measured, estimated, ratio } });
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.25);
  },
);
