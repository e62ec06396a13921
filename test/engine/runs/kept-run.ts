import { MOMENTUM_RECIPE } from '#models/recipe.ts';
import type { KeptRun } from '#protocol/kept-run.ts';
import { BACKEND, summaryOf } from '#test/store/open-store.ts';

const dataset = { id: 'mnist' } as const;

/** A run of LeNet-5 in its second epoch. */
export function keptRun(change: Partial<KeptRun> = {}): KeptRun {
  return {
    id: 'a',
    name: '',
    note: '',
    tags: [],
    isStarred: false,
    startedAt: 1,
    changedAt: 2,
    appVersion: '0.1.0',
    config: {
      model: { id: 'lenet5', width: 1, choices: {} },
      dataset,
      recipe: MOMENTUM_RECIPE,
      validationFraction: 0.1,
      seed: 1,
    },
    earlierRecipes: [],
    data: summaryOf(dataset),
    backend: BACKEND,
    plan: { trainCount: 10, validationCount: 2, stepsPerEpoch: 2, totalSteps: 6, evaluationBatchSize: 2 },
    status: 'unfinished',
    step: 3,
    elapsedMs: 100,
    epochs: [
      {
        epoch: 1,
        step: 2,
        training: { images: 10, loss: 1, top1Error: 0.5 },
        validation: { images: 2, loss: 0.9, top1Error: 0.4 },
        elapsedMs: 60,
      },
    ],
    evaluations: [],
    ...change,
  };
}
