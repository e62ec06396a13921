import type { Graph, GraphNode } from '#models/graph.ts';
import { lookUp } from '#models/lookup.ts';
import { pyTorchWeights } from '#models/pytorch-weights.ts';
import type { Values } from './exported-net.ts';
import { floatTensor } from './float-values.ts';
import { toPyTorch } from './kernel-layout.ts';
import type { NamedTensor } from './tensors.ts';

/**
 * A net's weights with PyTorch's keys and layouts, by their name in the net ('conv1/kernel').
 * @param names which of them; all when absent.
 */
export async function pyTorchTensors(
  graph: Graph,
  take: (name: string) => Promise<Values>,
  names?: ReadonlySet<string>,
): Promise<ReadonlyMap<string, NamedTensor>> {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const tensors = new Map<string, NamedTensor>();
  for (const weight of pyTorchWeights(graph)) {
    if (names?.has(weight.name) === false) continue;
    const values = connected(lookUp(nodes, weight.layer), weight.part, await take(weight.name));
    tensors.set(weight.name, floatTensor(weight.key, weight.keyShape, toPyTorch(weight, values)));
  }
  return tensors;
}

/** A kernel with zeros where its filters see no channel, as the net computes with it. */
export function connected({ operation }: GraphNode, part: string, values: Values): Values {
  if (operation.type !== 'conv' || operation.connections === undefined || part !== 'kernel') return values;
  const { filters, connections, kernelSize } = operation;
  const channels = values.length / (filters * kernelSize[0] * kernelSize[1]);
  return values.map((value, i) => {
    const channel = Math.floor(i / filters) % channels;
    return connections[i % filters]?.includes(channel) ? value : 0;
  });
}
