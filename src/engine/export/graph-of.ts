import { EngineFailure } from '#engine/engine-failure.ts';
import { type Graph, GraphError } from '#models/graph.ts';
import { buildGraph } from '#models/registry.ts';
import type { ModelConfig } from '#protocol/run-config.ts';

/** @throws EngineFailure 'modelInvalid' for a form that the architecture refuses. */
export function graphOf(
  { id, inputShape, width, stem, choices }: ModelConfig,
  data: { readonly inputShape?: Graph['inputShape']; readonly numClasses: number },
): Graph {
  try {
    return buildGraph(id, {
      ...(inputShape && { inputShape }),
      width,
      ...(stem && { stem }),
      choices,
      ...data,
    });
  } catch (error) {
    if (error instanceof GraphError) throw new EngineFailure('modelInvalid', { message: error.message });
    throw error;
  }
}
