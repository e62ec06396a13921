import type { ListedRun } from '#protocol/kept-run.ts';
import { defaultConfig } from '#store/set-up.ts';
import { BACKEND, resultOf, summaryOf } from './open-store.ts';

/** LeNet-5 on MNIST, two epochs of 100 steps, 1,000 images each, in 4 s and 8 s. */
export function keptRun(id: string, change: Partial<ListedRun> = {}): ListedRun {
  const epoch = (number: number, error: number) => ({
    epoch: number,
    step: 100 * number,
    training: { images: 1000, loss: 1 / number, top1Error: error + 0.1 },
    validation: { images: 200, loss: 1 / number, top1Error: error, top5Error: 0 },
    elapsedMs: 4000 * number,
  });
  return {
    id,
    name: '',
    note: '',
    tags: [],
    earlierRecipes: [],
    sizeBytes: 0,
    isStarred: false,
    startedAt: 0,
    changedAt: 0,
    appVersion: '0.1.0',
    config: defaultConfig(),
    data: summaryOf({ id: 'mnist' }),
    backend: BACKEND,
    plan: {
      trainCount: 1000,
      validationCount: 200,
      stepsPerEpoch: 100,
      totalSteps: 200,
      evaluationBatchSize: 256,
    },
    status: 'finished',
    step: 200,
    elapsedMs: 8000,
    epochs: [epoch(1, 0.2), epoch(2, 0.1)],
    evaluations: [resultOf({ images: 500, top1Error: 0.08 })],
    isElsewhere: false,
    ...change,
  };
}
