import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { assemble, disposeBatch, upload } from '#engine/training/batches.ts';
import { Run } from '#engine/training/run.ts';
import { estimateMemory } from '#models/memory.ts';
import { findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/run-config.ts';
import { bars } from '#test/engine/bars.ts';

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

it.each([
  ['lenet5', 16],
  ['resnet20', 2],
] as const)(
  'the estimate of the textures that a step of %s with %i images makes is within 25 % of the real ones',
  { timeout: 240_000 },
  async (id, batchSize) => {
    await freshWebgl();
    const { recipe, ...config } = defaultConfig(findArchitecture(id));
    const { optimizer } = recipe;
    const run = new Run(
      { ...config, recipe: { ...recipe, batchSize }, validationFraction: 0 },
      bars(batchSize, 10),
    );
    const { set, indices } = run.split('train');
    const batch = upload(assemble(set, indices), set, run.normalisation);
    const { loss, errors } = run.update(batch, 1e-4);
    await loss.data();
    const { training } = estimateMemory(run.built.graph, { batchSize, optimizer, backend: 'webgl' });
    expect(training / allocatedBytes()).toBeGreaterThan(0.75);
    expect(training / allocatedBytes()).toBeLessThan(1.25);
    disposeBatch(batch);
    tf.dispose([loss, errors]);
    run.dispose();
  },
);
