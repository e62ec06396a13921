import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { BatchNormalization } from '#engine/layers/batch-normalization.ts';
import { countCalls, countStep, type StepCounts } from './step-counts.ts';

const full = import.meta.env['ZOO_FULL'] === '1';

beforeAll(async () => {
  await selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
});

describe('a training step on WebGL', { timeout: 600_000 }, () => {
  // LeNet-5 with tfjs's operations for the weights, the loss and the errors: 206 programs, 29 uploads.
  const nets: [string, Partial<StepCounts> & { readonly programs: number }][] = [
    ['lenet5', { programs: 133, renamings: 11, uploads: 4, readBacks: 0 }],
    ['resnet20', { programs: 661, renamings: 103, uploads: 4, readBacks: 0 }],
  ];
  // Minutes of compiling where WebGL is emulated.
  if (full) nets.push(['googlenet', { programs: 1627, renamings: 90, uploads: 8, readBacks: 0 }]);

  it.each(nets)('of %s asks for no more than it needs', async (id, most) => {
    const found = await countStep(id, 2);
    expect(found.programs).toBeGreaterThan(most.programs / 3);
    for (const [what, count] of Object.entries(most)) {
      expect(found[what as keyof StepCounts], what).toBeLessThanOrEqual(count);
    }
  });

  it('normalises a batch and finds its gradients without uploading a tensor of ones', async () => {
    const layer = new BatchNormalization({ name: 'counted', epsilon: 1e-3, momentum: 0.9 });
    const x = tf.randomNormal([4, 8, 8, 6]);
    const train = () =>
      tf.dispose(tf.grad((map) => tf.square(layer.apply(map, { training: true }) as tf.Tensor))(x));
    train();
    const { programs, uploads } = await countCalls(train);
    expect(programs).toBeGreaterThan(10);
    expect(programs).toBeLessThanOrEqual(20);
    expect(uploads).toBeLessThanOrEqual(2);
    tf.dispose([x, ...layer.getWeights()]);
  });
});
