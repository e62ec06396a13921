import { firstInputShape, type Graph, type GraphNode, type Shape } from '#models/graph.ts';

/**
 * Flattened maps whose units must stay in the order rows, columns, channels where maps are channels, rows, columns: those
 * that are read otherwise than by fully connected layers, whose kernels are written in the other order.
 */
export function rowFirst(graph: Graph): ReadonlySet<string> {
  const shapes = new Map<string, Shape>(graph.nodes.map(({ name, shape }) => [name, shape]));
  const isMap = (node: GraphNode) => {
    const [height, width] = firstInputShape(node, shapes);
    return height * width > 1;
  };
  const flattened = graph.nodes.filter((node) => node.operation.type === 'flatten' && isMap(node));
  const found = flattened.filter(({ name }) => readers(graph, name).some((type) => type !== 'dense'));
  return new Set(found.map(({ name }) => name));
}

/** What reads a vector, through layers that leave its order as it is. */
function readers(graph: Graph, name: string): GraphNode['operation']['type'][] {
  return graph.nodes
    .filter(({ inputs }) => inputs.includes(name))
    .flatMap((node) => {
      const { type } = node.operation;
      return type === 'dropout' || type === 'activation' ? readers(graph, node.name) : [type];
    });
}
