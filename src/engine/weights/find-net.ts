import { EngineFailure } from '#engine/engine-failure.ts';
import type { TensorFacts } from '#engine/formats/tensors.ts';
import type { Architecture } from '#models/catalog.ts';
import type { Graph } from '#models/graph.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { mapWeights } from './map-weights.ts';

/** Drawn once: a few hundred milliseconds for all. */
const drawn = new Map<string, Graph>();

function published(id: string): Graph {
  const graph = drawn.get(id) ?? buildGraph(id);
  drawn.set(id, graph);
  return graph;
}

/**
 * The nets of the zoo, as published, that tensors can be the weights of, whatever their number of classes; the likeliest
 * first. Some nets have the same weights: files of PyTorch are of the one that torchvision has, and seldom of a control
 * without shortcuts.
 */
export function netsFor(tensors: readonly TensorFacts[]): readonly Architecture[] {
  const fitting = architectures.filter(({ id, otherLayerNames = [] }) => {
    try {
      const { leftOut } = mapWeights(published(id), tensors, {
        file: '',
        otherLayerNames,
        replacesHead: true,
      });
      return leftOut.every(({ reason }) => reason !== 'unknown');
    } catch (thrown) {
      if (thrown instanceof EngineFailure) return false;
      throw thrown;
    }
  });
  const isTorchvisions = ({ published }: Architecture) =>
    published.some(({ source }) => source.startsWith('torchvision'));
  return fitting.toSorted((a, b) => Number(isTorchvisions(b)) - Number(isTorchvisions(a)));
}
