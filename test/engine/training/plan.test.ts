import { describe, expect, it } from 'vitest';
import { EngineFailure } from '#engine/engine-failure.ts';
import { planRun } from '#engine/training/plan.ts';
import { buildGraph } from '#models/registry.ts';
import { optimizerRecipe } from './optimizer-cases.ts';

const wasm = { backend: 'wasm', addressableBytes: 2 ** 32 } as const;
const recipe = optimizerRecipe({ optimizer: 'momentum', batchSize: 32, epochs: 5 });

function failureOf(work: () => unknown): EngineFailure['value'] {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof EngineFailure) return thrown.value;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('the plan of a run', () => {
  it('counts the last, partial batch of an epoch as a step', () => {
    const plan = planRun(buildGraph('lenet5'), recipe, { train: 100, validation: 9 }, wasm);
    expect(plan).toEqual({
      trainCount: 100,
      validationCount: 9,
      stepsPerEpoch: 4,
      totalSteps: 20,
      evaluationBatchSize: 256,
    });
  });

  it('refuses what the backend cannot hold, by what it needs, and nothing to train on', () => {
    const vgg = buildGraph('vgg16');
    const large = failureOf(() => planRun(vgg, recipe, { train: 1, validation: 0 }, wasm));
    expect(large).toMatchObject({ code: 'memoryTooSmall', details: { batchSize: 32 } });
    expect(large.details['neededBytes']).toBeGreaterThan(Number(large.details['limitBytes']));
    const webgl = { backend: 'webgl', maxTextureSize: 4096 } as const;
    const wide = failureOf(() =>
      planRun(vgg, { ...recipe, batchSize: 1 }, { train: 1, validation: 0 }, webgl),
    );
    // The first fully connected layer has 102,760,448 weights.
    expect(wide).toMatchObject({ code: 'tensorTooLarge', details: { neededBytes: 4 * 102_760_448 } });
    const none = failureOf(() => planRun(buildGraph('lenet5'), recipe, { train: 0, validation: 5 }, wasm));
    expect(none).toMatchObject({ code: 'datasetMissing' });
  });
});
