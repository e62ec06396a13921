import { expect, it } from 'vitest';
import { resolvedPadding } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { defaultConfig } from '#store/set-up.ts';

/** Nodes whose output cannot be below zero. */
function neverNegative({ nodes }: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, operation, inputs } of nodes) {
    const keeps = ['maxPool', 'avgPool', 'dropout', 'lrn', 'concat', 'padShortcut'].includes(operation.type);
    if (operation.type === 'activation' && operation.function === 'relu') found.add(name);
    else if (keeps && inputs.every((input) => found.has(input))) found.add(name);
  }
  return found;
}

/** Max poolings with counted padding or rounding up, which the engine pads with zeros. */
function paddedPools(graph: Graph) {
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  return graph.nodes.filter((node) => {
    if (node.operation.type !== 'maxPool' || node.operation.padding === 'same') return false;
    return Object.values(resolvedPadding(node, shapes.get(node.inputs[0]!)!)).some((rows) => rows > 0);
  });
}

it('zeros around a max pooling change nothing in any net: what it pools is never negative', () => {
  const pooled = architectures.flatMap((architecture) => {
    const { id, width, ...model } = defaultConfig(architecture).model;
    const here = buildGraph(id, { ...model, width, inputShape: [28, 28, 1], numClasses: 10 });
    return [buildGraph(id), here].flatMap((graph) => {
      const allowed = neverNegative(graph);
      return paddedPools(graph).map(
        ({ name, inputs }) => [`${id} ${name}`, allowed.has(inputs[0]!)] as const,
      );
    });
  });
  expect(pooled.length).toBeGreaterThan(20);
  expect(pooled.filter(([, isAllowed]) => !isAllowed)).toEqual([]);
});
