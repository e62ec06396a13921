import { EngineFailure } from '#engine/engine-failure.ts';
import type { Graph } from '#models/graph.ts';
import { evaluationBatchSize, judgeFit, type MemoryLimits } from '#models/memory/fit.ts';
import type { Recipe } from '#models/recipe.ts';
import type { Plan } from '#protocol/run.ts';

/** How many images are for what. */
export interface Counts {
  readonly train: number;
  readonly validation: number;
}

/**
 * What a run will take, computed once.
 * @throws EngineFailure before anything is allocated, for a net that the backend certainly cannot hold in training:
 * memoryTooSmall (neededBytes, limitBytes, batchSize) or tensorTooLarge (layer, neededBytes, limitBytes, batchSize);
 * datasetMissing where there is nothing to train on.
 */
export function planRun(
  graph: Graph,
  recipe: Recipe,
  { train, validation }: Counts,
  limits: MemoryLimits,
): Plan {
  if (train === 0) throw new EngineFailure('datasetMissing', { split: 'train' });
  const { batchSize, epochs, optimizer } = recipe;
  const { verdict, largeTensor, estimate, limitBytes } = judgeFit(graph, batchSize, optimizer, limits);
  if (largeTensor !== undefined) {
    const { layer, bytes: neededBytes, limitBytes } = largeTensor;
    throw new EngineFailure('tensorTooLarge', { layer, neededBytes, limitBytes, batchSize });
  }
  if (verdict === 'tooLarge') {
    throw new EngineFailure('memoryTooSmall', { neededBytes: estimate.training, limitBytes, batchSize });
  }
  const stepsPerEpoch = Math.ceil(train / batchSize);
  return {
    trainCount: train,
    validationCount: validation,
    stepsPerEpoch,
    totalSteps: stepsPerEpoch * epochs,
    evaluationBatchSize: evaluationBatchSize(graph, estimate.training, optimizer, limits),
  };
}
