import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { labelMask, meanCrossEntropy } from '#engine/evaluation/scores.ts';
import { buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import type { BackendName } from '#protocol/backend.ts';
import { hasWebgpu } from '#test/engine/browser-backends.ts';
import { everyOperation } from './every-operation.ts';

/** Loss and gradients of one step of the net with every operation, by the name of the weight. */
async function trainOnce(backend: BackendName): Promise<ReadonlyMap<string, Float32Array>> {
  await selectBackend({ preference: backend, threads: 1, wasmPaths: '' });
  const built = buildModel(everyOperation(), new Random(5));
  built.setMaskSeeds({ of: () => 11 });
  const trainable = [...built.weights].filter(([, { isTrainable }]) => isTrainable);
  const pixels = Float32Array.from({ length: 4 * 12 * 12 * 2 }, (_, i) => Math.sin(0.7 * i + 0.3));
  const images = tf.tensor4d(pixels, [4, 12, 12, 2]);
  const target = tf.tidy(() =>
    tf.cast(labelMask(tf.tensor1d([0, 1, 2, 1], 'int32'), 3), 'float32'),
  ) as tf.Tensor2D;
  const { value, grads } = tf.variableGrads(
    () => meanCrossEntropy(built.trainingModel.apply(images, { training: true }) as tf.Tensor2D, target),
    trainable.map(([, { variable }]) => variable),
  );
  const found = new Map([['loss', (await value.data()) as Float32Array]]);
  for (const [name, { variable }] of trainable)
    found.set(name, (await grads[variable.name]!.data()) as Float32Array);
  tf.dispose([value, grads, images, target]);
  built.dispose();
  return found;
}

describe('every operation that a net of the zoo is made of', { timeout: 240_000 }, () => {
  it('is in the net that tests them all', () => {
    const tested = new Set(everyOperation().nodes.map(({ operation }) => operation.type));
    for (const { id, classroom } of architectures) {
      for (const { operation } of buildGraph(id, classroom).nodes)
        expect(tested, id).toContain(operation.type);
    }
  });

  const backends = { webgl: true, webgpu: hasWebgpu };
  for (const [backend, present] of Object.entries(backends) as [BackendName, boolean][]) {
    it.skipIf(!present)(`trains on ${backend} with the gradients of the CPU`, async () => {
      const expected = await trainOnce('cpu');
      const found = await trainOnce(backend);
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, values] of expected) {
        const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
        const errors = values.map((value, i) => Math.abs(value - found.get(name)![i]!));
        for (const error of errors) expect(error / scale, name).toBeLessThan(1e-3);
      }
    });
  }
});
