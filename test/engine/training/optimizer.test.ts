import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Optimizer } from '#engine/training/optimizer.ts';
import { learningRateAt } from '#engine/training/schedule.ts';
import { NO_AUGMENTATION, type OptimizerName, type Recipe, type ScheduleName } from '#models/recipe.ts';
import { useBackend } from '#test/engine/backends.ts';
import reference from '#test/reference/optimizers.json' with { type: 'json' };

const recipe = (changes: Partial<Recipe>): Recipe => ({
  optimizer: 'sgd',
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 0.01,
  schedule: 'constant',
  warmupSteps: 0,
  stepEpochs: 1,
  stepFactor: 0.5,
  batchSize: 1,
  epochs: 1,
  augmentation: NO_AUGMENTATION,
  ...changes,
});

describe.each(['wasm', 'cpu'] as const)('the optimisers on %s', (backend) => {
  let tensors: number;
  beforeAll(() => useBackend(backend));
  afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

  it.each(Object.entries(reference.updates))(
    '%s moves a kernel over three updates with weight decay as PyTorch does',
    (name, expected) => {
      tensors = tf.memory().numTensors;
      const weight = tf.tidy(() => tf.variable(tf.tensor2d([0.5, -0.25, 1, 2], [2, 2])));
      const optimizer = new Optimizer(recipe({ optimizer: name as OptimizerName }), [weight]);
      for (let t = 0; t < 3; t++) {
        const gradient = tf.tensor2d(
          [0, 1, 2, 3].map((i) => Math.cos(t + i)),
          [2, 2],
        );
        optimizer.apply([gradient], 0.1);
        gradient.dispose();
      }
      for (const [i, value] of weight.dataSync().entries()) expect(value).toBeCloseTo(expected[i]!, 4);
      optimizer.dispose();
      weight.dispose();
    },
  );

  it('leave biases out of weight decay', () => {
    tensors = tf.memory().numTensors;
    const bias = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const optimizer = new Optimizer(recipe({ weightDecay: 0.5 }), [bias]);
    const gradient = tf.tensor1d([0, 0]);
    optimizer.apply([gradient], 0.1);
    expect([...bias.dataSync()]).toEqual([1, 2]);
    optimizer.dispose();
    tf.dispose([bias, gradient]);
  });
});

describe('the learning rate', () => {
  it.each(['oneCycle', 'cosine', 'step'] as const)('follows PyTorch in %s', (schedule: ScheduleName) => {
    const rates = Array.from({ length: 20 }, (_, step) => learningRateAt(recipe({ schedule }), step, 20, 5));
    for (const [step, rate] of rates.entries()) {
      expect(rate).toBeCloseTo(reference.schedules[schedule as 'step'][step]!, 8);
    }
  });

  it('climbs in equal parts to its peak while warming up', () => {
    const rates = [0, 1, 2, 3, 4].map((step) => learningRateAt(recipe({ warmupSteps: 4 }), step, 20, 5));
    for (const [i, rate] of [0.025, 0.05, 0.075, 0.1, 0.1].entries()) expect(rates[i]).toBeCloseTo(rate, 12);
  });
});
