import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Optimizer } from '#engine/training/optimizer.ts';
import { learningRateAt } from '#engine/training/schedule.ts';
import type { ScheduleName } from '#models/recipe.ts';
import { useBackend } from '#test/engine/backends.ts';
import reference from '#test/reference/optimizers.json' with { type: 'json' };
import { expectUpdates, optimizerRecipe, updates } from './optimizer-cases.ts';

describe.each(['wasm', 'cpu'] as const)('the optimisers on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(updates)('%s moves a kernel over three updates with weight decay as PyTorch does', expectUpdates);

  it('leave biases out of weight decay', () => {
    const bias = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const optimizer = new Optimizer(optimizerRecipe({ weightDecay: 0.5 }), new Map([['fc/bias', bias]]));
    const gradient = tf.tensor1d([0, 0]);
    optimizer.apply(() => gradient, 0.1, 1);
    expect([...bias.dataSync()]).toEqual([1, 2]);
    optimizer.dispose();
    tf.dispose([bias, gradient]);
  });
});

describe('the learning rate', () => {
  it.each(['oneCycle', 'cosine', 'step'] as const)('follows PyTorch in %s', (schedule: ScheduleName) => {
    const rates = Array.from({ length: 20 }, (_, step) =>
      learningRateAt(optimizerRecipe({ schedule }), step, 20, 5),
    );
    for (const [step, rate] of rates.entries()) {
      expect(rate).toBeCloseTo(reference.schedules[schedule as 'step'][step]!, 8);
    }
  });

  it('climbs in equal parts to its peak while warming up', () => {
    const rates = [0, 1, 2, 3, 4].map((step) =>
      learningRateAt(optimizerRecipe({ warmupSteps: 4 }), step, 20, 5),
    );
    for (const [i, rate] of [0.025, 0.05, 0.075, 0.1, 0.1].entries()) expect(rates[i]).toBeCloseTo(rate, 12);
  });
});
