import { firstInputShape, type Graph, type GraphNode, type Shape } from './graph.ts';

export type WeightPart =
  | 'kernel'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'movingMean'
  | 'movingVariance'
  /** Of LeNet-5's S layers. */
  | 'coefficient';

/** One weight of a net as its graph describes it, moving averages included. */
export interface Weight {
  /** The layer's label and the part: 'conv1/kernel'. */
  readonly name: string;
  readonly layer: string;
  readonly part: WeightPart;
  /**
   * A convolution's kernel is [height, width, inputs of a group, filters], that of a fully connected layer [inputs,
   * units]; all else is a vector.
   */
  readonly shape: readonly number[];
  /**
   * Of a kernel alone: [height, width, inputs, outputs]. A fully connected layer after a flattened map is a convolution
   * whose window is that map; after a vector, one of 1 x 1.
   */
  readonly window?: readonly [height: number, width: number, inputs: number, outputs: number];
}

/** The weights of a net in the order of its graph, auxiliary heads included. Allocates none of them. */
export function weightsOf(graph: Graph): readonly Weight[] {
  const shapes = new Map<string, Shape>(graph.nodes.map((node) => [node.name, node.shape]));
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  return graph.nodes.flatMap((node) => weightsOfLayer(node, shapes, nodes));
}

function weightsOfLayer(
  node: GraphNode,
  shapes: ReadonlyMap<string, Shape>,
  nodes: ReadonlyMap<string, GraphNode>,
): readonly Weight[] {
  const { name: layer, operation } = node;
  const channels = node.shape[2];
  const vector = (part: WeightPart, length = channels): Weight => ({
    name: `${layer}/${part}`,
    layer,
    part,
    shape: [length],
  });
  switch (operation.type) {
    case 'conv': {
      const inputs = firstInputShape(node, shapes)[2] / operation.groups;
      const window = [...operation.kernelSize, inputs, operation.filters] as const;
      const kernel: Weight = { ...vector('kernel'), shape: window, window };
      return operation.useBias ? [kernel, vector('bias')] : [kernel];
    }
    case 'dense': {
      const [height, width, inputs] = mapRead(node, shapes, nodes);
      const { units } = operation;
      const window = [height, width, inputs, units] as const;
      const kernel: Weight = { ...vector('kernel'), shape: [height * width * inputs, units], window };
      return operation.useBias ? [kernel, vector('bias', units)] : [kernel];
    }
    case 'batchNorm':
      return [vector('gamma'), vector('beta'), vector('movingMean'), vector('movingVariance')];
    case 'subsample':
      return [vector('coefficient'), vector('bias')];
    default:
      return [];
  }
}

/** The map that a fully connected layer reads, as it was before it was flattened. */
function mapRead(
  node: GraphNode,
  shapes: ReadonlyMap<string, Shape>,
  nodes: ReadonlyMap<string, GraphNode>,
): Shape {
  const input = nodes.get(node.inputs[0] ?? '');
  if (input === undefined) return firstInputShape(node, shapes);
  const { type } = input.operation;
  if (type === 'flatten') return firstInputShape(input, shapes);
  // These leave the order of a vector as it is.
  return type === 'dropout' || type === 'activation' ? mapRead(input, shapes, nodes) : input.shape;
}
