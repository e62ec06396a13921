import { rowFirst } from '#engine/formats/flatten-order.ts';
import { floatTensor, floatValues } from '#engine/formats/float-values.ts';
import type { NamedTensor } from '#engine/formats/tensors.ts';
import { resolvedPadding } from '#models/analysis.ts';
import { firstInputShape, type Graph, type GraphNode, type Pair, type Shape } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import type { Attribute, OnnxGraph, OnnxNode, OnnxTensor } from './model-proto.ts';

/** What a model calls what it gives. */
const LOGITS = 'logits';

/** A net's weights with PyTorch's keys and layouts, by their name in the net. */
type Weights = ReadonlyMap<string, NamedTensor>;

/**
 * A net in evaluation as an ONNX graph: [batch, channels, height, width] to logits, [batch, classes]. Auxiliary heads
 * and dropout, which act in training alone, are left out.
 */
export function onnxGraph(graph: Graph, weights: Weights, metadata: OnnxGraph['metadata']): OnnxGraph {
  const shapes = new Map<string, Shape>(graph.nodes.map(({ name, shape }) => [name, shape]));
  const writer = new GraphWriter(graph, shapes, weights);
  for (const node of graph.nodes) if (node.auxiliary === undefined) writer.add(node);
  const [height, width, channels] = graph.inputShape;
  return {
    name: graph.id,
    nodes: writer.nodes,
    tensors: writer.tensors,
    input: { name: 'input', shape: [channels, height, width] },
    output: { name: LOGITS, shape: [graph.numClasses] },
    metadata,
  };
}

class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly tensors = new Map<string, OnnxTensor>();
  readonly #values = new Map<string, string>();
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #weights: Weights;
  readonly #output: string;
  readonly #rowFirst: ReadonlySet<string>;

  constructor(graph: Graph, shapes: ReadonlyMap<string, Shape>, weights: Weights) {
    this.#output = graph.output;
    this.#rowFirst = rowFirst(graph);
    this.#shapes = shapes;
    this.#weights = weights;
  }

  /** The name of a layer's output. */
  #valueOf(layer: string): string {
    return lookUp(this.#values, layer);
  }

  add(node: GraphNode): void {
    const { name, operation } = node;
    if (operation.type === 'input') {
      this.#values.set(name, 'input');
      return;
    }
    const inputs = node.inputs.map((input) => this.#valueOf(input));
    const x = itemAt(inputs, 0);
    this.#values.set(name, operation.type === 'dropout' ? x : this.#write(node, x, inputs));
  }

  #write(node: GraphNode, x: string, inputs: readonly string[]): string {
    const { name, operation } = node;
    const emit = (
      operator: string,
      read: readonly string[],
      attributes?: Readonly<Record<string, Attribute>>,
    ) => this.#emit(name, operator, read, attributes);
    const weight = (part: string) => this.#weight(name, part);
    switch (operation.type) {
      case 'conv': {
        const bias = operation.useBias ? [weight('bias')] : [];
        return emit('Conv', [x, weight('kernel'), ...bias], {
          ...this.#window(node, operation.kernelSize, operation.strides),
          group: operation.groups,
        });
      }
      case 'dense':
        return emit('Gemm', [x, weight('kernel'), ...(operation.useBias ? [weight('bias')] : [])], {
          transB: 1,
        });
      case 'batchNorm': {
        const parts = ['gamma', 'beta', 'movingMean', 'movingVariance'].map(weight);
        return emit('BatchNormalization', [x, ...parts], { epsilon: { float: operation.epsilon } });
      }
      case 'activation':
        switch (operation.function) {
          case 'relu':
            return emit('Relu', [x]);
          case 'tanh':
            return emit('Tanh', [x]);
          case 'sigmoid':
            return emit('Sigmoid', [x]);
          case 'scaledTanh': {
            const slope = this.#constant('scaledTanh/slope', [], [2 / 3]);
            const height = this.#constant('scaledTanh/height', [], [1.7159]);
            const inside = this.#emit(`${name}/scaled`, 'Mul', [x, slope]);
            return emit('Mul', [this.#emit(`${name}/tanh`, 'Tanh', [inside]), height]);
          }
        }
        break;
      case 'maxPool':
        return emit('MaxPool', [x], this.#window(node, operation.poolSize, operation.strides));
      case 'avgPool':
        return emit('AveragePool', [x], {
          ...this.#window(node, operation.poolSize, operation.strides),
          count_include_pad: operation.countIncludePad ? 1 : 0,
        });
      case 'globalAvgPool':
        return emit('GlobalAveragePool', [x]);
      case 'adaptiveAvgPool':
        return this.#adaptiveAverage(node, operation.outputSize, x);
      case 'subsample': {
        const [height, width] = operation.poolSize;
        const mean = this.#emit(`${name}/mean`, 'AveragePool', [x], {
          kernel_shape: [height, width],
          strides: [height, width],
        });
        const channels = node.shape[2];
        const coefficient = this.#parameter(name, 'coefficient', channels, height * width);
        const sum = this.#emit(`${name}/sum`, 'Mul', [mean, coefficient]);
        return emit('Add', [sum, this.#parameter(name, 'bias', channels, 1)]);
      }
      case 'lrn': {
        const size = 2 * operation.depthRadius + 1;
        // ONNX divides alpha by the number of channels.
        return emit('LRN', [x], {
          size,
          alpha: { float: operation.alpha * size },
          beta: { float: operation.beta },
          bias: { float: operation.bias },
        });
      }
      case 'flatten':
        return emit('Flatten', [this.#rowFirst.has(name) ? this.#transposed(name, x) : x], { axis: 1 });
      case 'concat':
        return emit('Concat', inputs, { axis: 1 });
      case 'add': {
        const [trunk, branch] = inputs as readonly [string, string];
        if (operation.scale === 1) return emit('Add', [trunk, branch]);
        const scale = this.#constant(`scale/${operation.scale}`, [], [operation.scale]);
        return emit('Add', [trunk, this.#emit(`${name}/scaled`, 'Mul', [branch, scale])]);
      }
      case 'padShortcut': {
        const sampled = this.#emit(`${name}/sampled`, 'MaxPool', [x], {
          kernel_shape: [1, 1],
          strides: operation.strides,
        });
        const pads = `${name}/pads`;
        const { before, zeroChannels } = operation;
        const values = [0, before, 0, 0, 0, zeroChannels - before, 0, 0];
        const { buffer } = BigInt64Array.from(values, BigInt);
        this.tensors.set(pads, { type: 'I64', shape: [8], bytes: new Uint8Array(buffer) });
        return emit('Pad', [sampled, pads]);
      }
      default:
    }
    throw new Error(`${name}: ONNX has no ${operation.type}`);
  }

  #emit(
    name: string,
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): string {
    const output = name === this.#output ? LOGITS : name;
    this.nodes.push({ name, operator, inputs, output, ...(attributes && { attributes }) });
    return output;
  }

  #window(node: GraphNode, size: Pair, strides: Pair): Readonly<Record<string, Attribute>> {
    const { top, bottom, left, right } = resolvedPadding(node, firstInputShape(node, this.#shapes));
    return { kernel_shape: size, strides, pads: [top, left, bottom, right] };
  }

  #weight(layer: string, part: string): string {
    const { name, shape, bytes } = lookUp(this.#weights, `${layer}/${part}`);
    this.tensors.set(name, { type: 'F32', shape, bytes });
    return name;
  }

  /** A weight for each channel, to multiply or add to maps, times `factor`. */
  #parameter(layer: string, part: string, channels: number, factor: number): string {
    const { name, type, bytes } = lookUp(this.#weights, `${layer}/${part}`);
    const values = floatValues(type, bytes).map((value) => value * factor);
    return this.#constant(name, [channels, 1, 1], values);
  }

  #constant(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    this.tensors.set(name, floatTensor(name, shape, Float32Array.from(values)));
    return name;
  }

  /** Maps with their channels last. */
  #transposed(name: string, x: string): string {
    return this.#emit(`${name}/rows_first`, 'Transpose', [x], { perm: [0, 2, 3, 1] });
  }

  /** Means over windows as two matrix products: rows, then columns. */
  #adaptiveAverage(node: GraphNode, [rows, columns]: Pair, x: string): string {
    const [height, width] = firstInputShape(node, this.#shapes);
    const { name } = node;
    const across = this.#constant(
      `${name}/columns`,
      [width, columns],
      transposed(means(width, columns), width),
    );
    const down = this.#constant(`${name}/rows`, [rows, height], means(height, rows));
    const narrow = this.#emit(`${name}/narrow`, 'MatMul', [x, across]);
    return this.#emit(name, 'MatMul', [down, narrow]);
  }
}

/** [output, input]: row i averages the i-th of `output` windows that cover `input` places, as PyTorch's do. */
function means(input: number, output: number): number[] {
  return Array.from({ length: output }, (_, i) => {
    const [start, end] = [Math.floor((i * input) / output), Math.ceil(((i + 1) * input) / output)];
    return Array.from({ length: input }, (_, at) => (at >= start && at < end ? 1 / (end - start) : 0));
  }).flat();
}

function transposed(values: readonly number[], columns: number): number[] {
  const rows = values.length / columns;
  return Array.from({ length: values.length }, (_, i) =>
    itemAt(values, (i % rows) * columns + Math.floor(i / rows)),
  );
}
