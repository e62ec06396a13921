import { EngineFailure } from '#engine/engine-failure.ts';
import { judgeFit, type MemoryLimits } from '#models/fit.ts';
import type { Graph } from '#models/graph.ts';
import type { Recipe } from '#models/recipe.ts';

/**
 * Refuses, before anything is allocated, a net that the backend certainly cannot hold in training: memoryTooSmall
 * (neededBytes, limitBytes, batchSize) or tensorTooLarge (layer, neededBytes, limitBytes, batchSize).
 */
export function checkMemory(graph: Graph, { batchSize, optimizer }: Recipe, limits: MemoryLimits): void {
  const { verdict, largeTensor, estimate, limitBytes } = judgeFit(graph, batchSize, optimizer, limits);
  if (largeTensor !== undefined) {
    const { layer, bytes: neededBytes, limitBytes } = largeTensor;
    throw new EngineFailure('tensorTooLarge', { layer, neededBytes, limitBytes, batchSize });
  }
  if (verdict === 'tooLarge') {
    throw new EngineFailure('memoryTooSmall', { neededBytes: estimate.training, limitBytes, batchSize });
  }
}
