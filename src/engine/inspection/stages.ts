import type { Graph, GraphNode } from '#models/graph.ts';

/** At most so many stages with maps, and so many vectors after them. */
const MOST_MAPS = 5;
const MOST_VECTORS = 2;

/**
 * The layers that stand for a net: the last one at each size of its maps, and the last hidden vectors. Auxiliary heads
 * are no part of the way from the image to the answer.
 */
export function stagesOf(graph: Graph): readonly GraphNode[] {
  const onTheWay = ancestors(graph);
  const maps = new Map<string, GraphNode>();
  const vectors = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    if (node.operation.type === 'input' || !onTheWay.has(node.name) || node.name === graph.output) continue;
    const [height, width, channels] = node.shape;
    if (height * width > 1) {
      // A map deletes and sets again, so that the order is that of the last layers.
      maps.delete(`${height}x${width}`);
      maps.set(`${height}x${width}`, node);
    } else if (node.operation.type !== 'flatten') {
      vectors.delete(String(channels));
      vectors.set(String(channels), node);
    }
  }
  const [, , classes] = graph.nodes.find(({ name }) => name === graph.output)?.shape ?? [];
  vectors.delete(String(classes));
  return [...evenly([...maps.values()], MOST_MAPS), ...[...vectors.values()].slice(-MOST_VECTORS)];
}

/** Every node that the output depends on. */
function ancestors({ nodes, output }: Graph): ReadonlySet<string> {
  const found = new Set([output]);
  // Inputs stand before what takes them in.
  for (const { name, inputs } of nodes.toReversed()) {
    if (found.has(name)) for (const input of inputs) found.add(input);
  }
  return found;
}

/** At most `most` of the items, the first and the last among them. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const chosen = new Set(
    Array.from({ length: most }, (_, i) => Math.round((i * (items.length - 1)) / (most - 1))),
  );
  return items.filter((_, index) => chosen.has(index));
}
