import {
  type Graph,
  GraphError,
  type GraphNode,
  type OperationType,
  type Pair,
  type Shape,
} from './graph.ts';
import { lookUp } from './lookup.ts';
import { axisPadding } from './shape-inference.ts';

/** What one unit of a map sees of the input, in input pixels, and how far apart two neighbours look. */
export interface ReceptiveField {
  readonly size: Pair;
  readonly stride: Pair;
}

/** One row of the layer table. Counts are per example. */
export interface LayerRow {
  readonly name: string;
  readonly type: OperationType;
  readonly output: Shape;
  /** Trainable parameters, biases and batch norm's gamma and beta included. */
  readonly params: number;
  /** Batch norm's moving mean and variance. */
  readonly nonTrainable: number;
  /** Multiply-adds of convolutions and fully connected layers; everything else counts 0. */
  readonly multiplyAdds: number;
  readonly receptiveField: ReceptiveField;
  /** Floats that its output adds to `Totals.activations`; 0 for what lectures count as in place. */
  readonly activations: number;
  readonly block?: string;
  readonly auxiliary?: string;
}

export interface Totals {
  readonly params: number;
  readonly nonTrainable: number;
  readonly multiplyAdds: number;
  /**
   * Floats of activation memory per example as lectures count it: the image and the output of every
   * convolution, pooling, local response normalisation and fully connected layer; all else is in place.
   */
  readonly activations: number;
}

export interface Analysis {
  readonly layers: readonly LayerRow[];
  /** Without auxiliary heads. */
  readonly totals: Totals;
  /** With them; equal to `totals` when the net has none. */
  readonly totalsWithAuxiliary: Totals;
}

const COUNTED_ACTIVATIONS: ReadonlySet<OperationType> = new Set<OperationType>([
  'input',
  'conv',
  'dense',
  'maxPool',
  'avgPool',
  'adaptiveAvgPool',
  'globalAvgPool',
  'subsample',
  'lrn',
]);

const volume = (shape: Shape): number => shape[0] * shape[1] * shape[2];

function weights(node: GraphNode, input: Shape): { kernel: number; params: number; nonTrainable: number } {
  const { operation } = node;
  const channels = node.shape[2];
  switch (operation.type) {
    case 'conv': {
      const [height, width] = operation.kernelSize;
      const pairs =
        operation.connections?.reduce((sum, row) => sum + row.length, 0) ??
        (input[2] / operation.groups) * operation.filters;
      const kernel = height * width * pairs;
      return { kernel, params: kernel + (operation.useBias ? channels : 0), nonTrainable: 0 };
    }
    case 'dense': {
      const kernel = input[2] * operation.units;
      return { kernel, params: kernel + (operation.useBias ? channels : 0), nonTrainable: 0 };
    }
    case 'batchNorm':
      return { kernel: 0, params: 2 * channels, nonTrainable: 2 * channels };
    case 'subsample':
      return { kernel: 0, params: 2 * channels, nonTrainable: 0 };
    default:
      return { kernel: 0, params: 0, nonTrainable: 0 };
  }
}

/** The window that one output unit reads of its input map, and the step between two outputs. */
function window(node: GraphNode, input: Shape): { size: Pair; stride: Pair } {
  const { operation } = node;
  switch (operation.type) {
    case 'conv':
      return { size: operation.kernelSize, stride: operation.strides };
    case 'maxPool':
    case 'avgPool':
      return { size: operation.poolSize, stride: operation.strides };
    case 'subsample':
      return { size: operation.poolSize, stride: operation.poolSize };
    case 'padShortcut':
      return { size: [1, 1], stride: operation.strides };
    case 'adaptiveAvgPool': {
      const [height, width] = operation.outputSize;
      return {
        size: [Math.ceil(input[0] / height), Math.ceil(input[1] / width)],
        stride: [Math.floor(input[0] / height), Math.floor(input[1] / width)],
      };
    }
    case 'globalAvgPool':
    case 'flatten':
      return { size: [input[0], input[1]], stride: [1, 1] };
    default:
      return { size: [1, 1], stride: [1, 1] };
  }
}

function receptiveField(
  node: GraphNode,
  inputs: readonly { shape: Shape; field: ReceptiveField }[],
): ReceptiveField {
  const [first] = inputs;
  if (first === undefined) return { size: [1, 1], stride: [1, 1] };
  const { size, stride } = window(node, first.shape);
  const along = (axis: 0 | 1) => ({
    size: Math.max(...inputs.map(({ field }) => field.size[axis] + (size[axis] - 1) * field.stride[axis])),
    stride: first.field.stride[axis] * stride[axis],
  });
  const [height, width] = [along(0), along(1)];
  return { size: [height.size, width.size], stride: [height.stride, width.stride] };
}

function total(rows: readonly LayerRow[]): Totals {
  const sum = (pick: (row: LayerRow) => number) => rows.reduce((value, row) => value + pick(row), 0);
  return {
    params: sum((row) => row.params),
    nonTrainable: sum((row) => row.nonTrainable),
    multiplyAdds: sum((row) => row.multiplyAdds),
    activations: sum((row) => row.activations),
  };
}

/**
 * The layer table and the totals of a graph. Allocates nothing but the rows. Throws a GraphError
 * where a total is beyond the whole numbers that are exact.
 */
export function analyse(graph: Graph): Analysis {
  const fields = new Map<string, { shape: Shape; field: ReceptiveField }>();
  const layers = graph.nodes.map((node): LayerRow => {
    const inputs = node.inputs.map((name) => lookUp(fields, name));
    const field = receptiveField(node, inputs);
    fields.set(node.name, { shape: node.shape, field });
    const input = inputs[0]?.shape ?? node.shape;
    const { kernel, params, nonTrainable } = weights(node, input);
    return {
      name: node.name,
      type: node.operation.type,
      output: node.shape,
      params,
      nonTrainable,
      multiplyAdds: kernel * node.shape[0] * node.shape[1],
      receptiveField: field,
      activations: COUNTED_ACTIVATIONS.has(node.operation.type) ? volume(node.shape) : 0,
      ...(node.block === undefined ? {} : { block: node.block }),
      ...(node.auxiliary === undefined ? {} : { auxiliary: node.auxiliary }),
    };
  });
  const totalsWithAuxiliary = total(layers);
  if (!Object.values(totalsWithAuxiliary).every(Number.isSafeInteger)) {
    throw new GraphError(
      graph.id,
      'its counts are beyond 2^53 and not exact; a smaller input or width brings them back',
    );
  }
  return {
    layers,
    totals: total(layers.filter((row) => row.auxiliary === undefined)),
    totalsWithAuxiliary,
  };
}

/** Explicit rows and columns of padding for a node whose operation pads, at its actual input size. */
export function resolvedPadding(
  node: GraphNode,
  input: Shape,
): { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number } {
  const { operation } = node;
  if (operation.type !== 'conv' && operation.type !== 'maxPool' && operation.type !== 'avgPool') {
    return { top: 0, bottom: 0, left: 0, right: 0 };
  }
  const { size, stride } = window(node, input);
  const ceil = operation.type === 'maxPool' && operation.ceil;
  const rows = axisPadding(operation.padding, 'height', input[0], size[0], stride[0], ceil);
  const columns = axisPadding(operation.padding, 'width', input[1], size[1], stride[1], ceil);
  return { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after };
}
