import type { Graph, GraphNode } from './graph.ts';
import { itemAt } from './lookup.ts';

const WEIGHTED: ReadonlySet<GraphNode['operation']['type']> = new Set(['conv', 'dense']);

/** The layer that makes the logits, and has as many outputs as there are classes. */
export function headLayer(graph: Graph): string {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  let node = nodes.get(graph.output);
  while (node !== undefined && !WEIGHTED.has(node.operation.type)) node = nodes.get(itemAt(node.inputs, 0));
  if (node === undefined) throw new Error(`${graph.id} has no layer with weights before its logits`);
  return node.name;
}
