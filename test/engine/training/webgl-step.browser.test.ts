import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { BatchNormalization } from '#engine/layers/batch-normalization.ts';
import { Optimizer } from '#engine/training/optimizer.ts';
import { NO_AUGMENTATION, type OptimizerName } from '#models/recipe.ts';
import reference from '#test/reference/optimizers.json' with { type: 'json' };
import { countCalls, countStep } from './step-counts.ts';

beforeAll(async () => {
  await selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
});

describe('a training step on WebGL', { timeout: 120_000 }, () => {
  it('of LeNet-5 runs no more programs and uploads than it needs, and reads nothing back', async () => {
    const { programs, uploads, readBacks } = await countStep('lenet5');
    expect(programs).toBeGreaterThan(50);
    // 206 with tfjs's operations for the weights, the loss and the errors; 29 uploads.
    expect(programs).toBeLessThanOrEqual(143);
    expect(uploads).toBeLessThanOrEqual(7);
    expect(readBacks).toBe(0);
  });

  it('normalises a batch and finds its gradients without uploading a tensor of ones', async () => {
    const layer = new BatchNormalization({ name: 'counted', epsilon: 1e-3, momentum: 0.9 });
    const x = tf.randomNormal([4, 8, 8, 6]);
    const train = () =>
      tf.dispose(tf.grad((map) => tf.square(layer.apply(map, { training: true }) as tf.Tensor))(x));
    train();
    const { programs, uploads } = await countCalls(train);
    expect(programs).toBeGreaterThan(10);
    expect(programs).toBeLessThanOrEqual(49);
    expect(uploads).toBeLessThanOrEqual(3);
    tf.dispose([x, ...layer.getWeights()]);
  });

  it.each(Object.entries(reference.updates))(
    'updates weights by %s as PyTorch does, and leaves no tensor behind',
    async (name, expected) => {
      const tensors = tf.memory().numTensors;
      const weight = tf.tidy(() => tf.variable(tf.tensor2d([0.5, -0.25, 1, 2], [2, 2])));
      const optimizer = new Optimizer(
        {
          optimizer: name as OptimizerName,
          learningRate: 0.1,
          momentum: 0.9,
          weightDecay: 0.01,
          schedule: 'constant',
          warmupSteps: 0,
          stepEpochs: 1,
          stepFactor: 1,
          batchSize: 1,
          epochs: 1,
          augmentation: NO_AUGMENTATION,
        },
        [weight],
      );
      for (let t = 0; t < 3; t++) {
        const gradient = tf.tensor2d(
          [0, 1, 2, 3].map((i) => Math.cos(t + i)),
          [2, 2],
        );
        optimizer.apply([gradient], 0.1);
        gradient.dispose();
      }
      for (const [i, value] of (await weight.data()).entries()) expect(value).toBeCloseTo(expected[i]!, 4);
      optimizer.dispose();
      weight.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    },
  );
});
