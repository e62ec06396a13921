import type { Analysis } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { estimateMemory } from '#models/memory/estimate.ts';
import type { BackendName } from '#protocol/backend.ts';

const BYTES_PER_FLOAT = 4;

/** Bytes of activations that one image costs. */
export interface ActivationBytes {
  /** As lectures count: without what could work in place. */
  readonly forward: number;
  /** What the backward pass needs on a backend, its gradients among them: a batch takes so much for each image. */
  readonly training: number;
}

export function activationBytes(graph: Graph, { totals }: Analysis, backend: BackendName): ActivationBytes {
  const { activations } = estimateMemory(graph, { batchSize: 1, optimizer: 'sgd', backend });
  return { forward: totals.activations * BYTES_PER_FLOAT, training: activations };
}
