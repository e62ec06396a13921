import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { Optimizer } from '#engine/training/optimizer.ts';
import { MOMENTUM_RECIPE, type OptimizerName, type Recipe } from '#models/recipe.ts';
import reference from '#test/reference/optimizers.json' with { type: 'json' };

export const optimizerRecipe = (changes: Partial<Recipe>): Recipe => ({
  ...MOMENTUM_RECIPE,
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
  ...changes,
});

/** Each rule with the weights that PyTorch has after three updates. */
export const updates = Object.entries(reference.updates) as [OptimizerName, number[]][];

/** Three updates of a kernel on the backend in use, with weight decay; no tensor stays behind. */
export async function expectUpdates(optimizer: OptimizerName, expected: readonly number[]): Promise<void> {
  const tensors = tf.memory().numTensors;
  const weight = tf.tidy(() => tf.variable(tf.tensor2d([0.5, -0.25, 1, 2], [2, 2])));
  const rule = new Optimizer(optimizerRecipe({ optimizer }), new Map([['fc/kernel', weight]]));
  for (let t = 0; t < 3; t++) {
    const gradient = tf.tensor2d(
      [0, 1, 2, 3].map((i) => Math.cos(t + i)),
      [2, 2],
    );
    rule.apply(() => gradient, 0.1, t + 1);
    gradient.dispose();
  }
  for (const [i, value] of (await weight.data()).entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  rule.dispose();
  weight.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
}
