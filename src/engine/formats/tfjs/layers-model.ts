import { floatTensor } from '#engine/formats/float-values.ts';
import { connected } from '#engine/formats/pytorch-tensors.ts';
import type { NamedTensor } from '#engine/formats/tensors.ts';
import { resolvedPadding } from '#models/analysis.ts';
import {
  firstInputShape,
  type Graph,
  GraphError,
  type GraphNode,
  type Pair,
  type Shape,
} from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { axisPadding } from '#models/shape-inference.ts';
import { tfjsPadding } from '#models/tfjs-padding.ts';

type Values = Float32Array<ArrayBuffer>;
type Config = Readonly<Record<string, unknown>>;

/** The one layer that tfjs lacks; `local-response-normalization.js` brings it. */
export const LRN_LAYER = 'LocalResponseNormalization';

interface LayerJson {
  readonly class_name: string;
  readonly name: string;
  readonly config: Config;
  readonly inbound_nodes: readonly (readonly (readonly [string, 0, 0, object])[])[];
}

export interface LayersModel {
  /** As tf.loadLayersModel reads it from model.json. */
  readonly topology: object;
  readonly weights: readonly NamedTensor[];
  /** Whether it has a layer that must be registered before it is loaded. */
  readonly needsLrn: boolean;
}

/**
 * A net in evaluation in tfjs's own layers: [batch, height, width, channels] to logits, [batch, classes]. What tfjs has
 * no layer for is written as layers that compute the same; weights keep their names ('conv1/kernel').
 * @param take gives the values of a weight, once.
 * @throws GraphError for an average that leaves out padding which tfjs's windows cannot have.
 */
export function layersModel(graph: Graph, take: (name: string) => Values): LayersModel {
  const writer = new LayersWriter(graph, take);
  for (const node of graph.nodes) if (node.auxiliary === undefined) writer.add(node);
  const config = {
    name: graph.id,
    layers: writer.layers,
    input_layers: [['input', 0, 0]],
    output_layers: [[writer.layerOf(graph.output), 0, 0]],
  };
  return {
    topology: { class_name: 'Model', config, keras_version: 'tfjs-layers 4.22.0', backend: 'tensor_flow.js' },
    weights: writer.weights,
    needsLrn: writer.layers.some(({ class_name }) => class_name === LRN_LAYER),
  };
}

class LayersWriter {
  readonly layers: LayerJson[] = [];
  readonly weights: NamedTensor[] = [];
  readonly #take: (name: string) => Values;
  readonly #shapes: ReadonlyMap<string, Shape>;
  /** The layer here whose output is that of a layer of the graph. */
  readonly #last = new Map<string, string>();

  constructor(graph: Graph, take: (name: string) => Values) {
    this.#take = take;
    this.#shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  }

  layerOf(name: string): string {
    return lookUp(this.#last, name);
  }

  add(node: GraphNode): void {
    const inputs = node.inputs.map((input) => this.layerOf(input));
    this.#last.set(node.name, this.#write(node, inputs));
  }

  #write(node: GraphNode, inputs: readonly string[]): string {
    const { name, operation } = node;
    const layer = (kind: string, config: Config, read = inputs) => this.#layer(name, kind, config, read);
    switch (operation.type) {
      case 'input':
        return layer('InputLayer', {
          batch_input_shape: [null, ...node.shape],
          dtype: 'float32',
          sparse: false,
        });
      case 'conv': {
        const { filters, kernelSize, strides, useBias } = operation;
        const [padding, read] = this.#padded(node, inputs);
        const kernel = connected(node, 'kernel', ungrouped(node, this.#take(`${name}/kernel`)));
        const channels = firstInputShape(node, this.#shapes)[2];
        this.#weight(name, 'kernel', [...kernelSize, channels, filters], kernel);
        if (useBias) this.#vector(name, 'bias');
        return layer('Conv2D', convConfig(filters, kernelSize, strides, padding, useBias), read);
      }
      case 'dense': {
        const { units, useBias } = operation;
        const inputUnits = firstInputShape(node, this.#shapes)[2];
        this.#weight(name, 'kernel', [inputUnits, units], this.#take(`${name}/kernel`));
        if (useBias) this.#vector(name, 'bias');
        return layer('Dense', { units, activation: 'linear', use_bias: useBias });
      }
      case 'batchNorm': {
        const { epsilon, momentum } = operation;
        this.#vector(name, 'gamma');
        this.#vector(name, 'beta');
        this.#vector(name, 'moving_mean', this.#take(`${name}/movingMean`));
        this.#vector(name, 'moving_variance', this.#take(`${name}/movingVariance`));
        return layer('BatchNormalization', { axis: -1, epsilon, momentum, center: true, scale: true });
      }
      case 'activation': {
        if (operation.function !== 'scaledTanh')
          return layer('Activation', { activation: operation.function });
        const inside = this.#layer(`${name}_scaled`, 'Rescaling', { scale: 2 / 3, offset: 0 }, inputs);
        const tanh = this.#layer(`${name}_tanh`, 'Activation', { activation: 'tanh' }, [inside]);
        return layer('Rescaling', { scale: 1.7159, offset: 0 }, [tanh]);
      }
      case 'maxPool': {
        const [padding, read] = this.#padded(node, inputs);
        return layer('MaxPooling2D', poolConfig(operation.poolSize, operation.strides, padding), read);
      }
      case 'avgPool': {
        const { poolSize, strides, countIncludePad } = operation;
        const [padding, read] = countIncludePad
          ? this.#padded(node, inputs)
          : [this.#averagePadding(node), inputs];
        return layer('AveragePooling2D', poolConfig(poolSize, strides, padding), read);
      }
      case 'globalAvgPool':
        return this.#adaptiveAverage(node, [1, 1], inputs);
      case 'adaptiveAvgPool':
        return this.#adaptiveAverage(node, operation.outputSize, inputs);
      case 'subsample':
        return this.#subsample(node, operation.poolSize, inputs);
      case 'lrn': {
        const { depthRadius, bias, alpha, beta } = operation;
        return layer(LRN_LAYER, { depth_radius: depthRadius, bias, alpha, beta });
      }
      case 'dropout':
        return layer('Dropout', { rate: operation.rate });
      case 'flatten':
        return layer('Flatten', {});
      case 'concat':
        return layer('Concatenate', { axis: -1 });
      case 'add': {
        const [trunk, branch] = inputs as readonly [string, string];
        if (operation.scale === 1) return layer('Add', {});
        const config = { scale: operation.scale, offset: 0 };
        return layer('Add', {}, [trunk, this.#layer(`${name}_scaled`, 'Rescaling', config, [branch])]);
      }
      case 'padShortcut': {
        const channels = firstInputShape(node, this.#shapes)[2];
        const filters = node.shape[2];
        const kernel = new Float32Array(channels * filters);
        for (let channel = 0; channel < channels; channel++) {
          kernel[channel * filters + operation.before + channel] = 1;
        }
        this.#weight(name, 'kernel', [1, 1, channels, filters], kernel);
        const config = convConfig(filters, [1, 1], operation.strides, 'valid', false);
        return layer('Conv2D', { ...config, trainable: false });
      }
    }
  }

  #layer(name: string, kind: string, config: Config, inputs: readonly string[]): string {
    this.layers.push({
      class_name: kind,
      name,
      config: { name, ...config },
      inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
    });
    return name;
  }

  #weight(layer: string, part: string, shape: readonly number[], values: Values): void {
    this.weights.push(floatTensor(`${layer}/${part}`, shape, values));
  }

  #vector(layer: string, part: string, values = this.#take(`${layer}/${part}`)): void {
    this.#weight(layer, part, [values.length], values);
  }

  /** The padding of a window, or 'valid' behind a layer that writes its zeros first. */
  #padded(node: GraphNode, inputs: readonly string[]): ['valid' | 'same', readonly string[]] {
    const padding = tfjsPadding(node);
    if (padding !== undefined) return [padding, inputs];
    const { top, bottom, left, right } = resolvedPadding(node, firstInputShape(node, this.#shapes));
    if (top + bottom + left + right === 0) return ['valid', inputs];
    const config = {
      padding: [
        [top, bottom],
        [left, right],
      ],
      data_format: 'channels_last',
    };
    return ['valid', [this.#layer(`${node.name}_pad`, 'ZeroPadding2D', config, inputs)]];
  }

  /** Of an average that does not count padding: tfjs's 'same' does not either. */
  #averagePadding(node: GraphNode): 'valid' | 'same' {
    const { operation } = node;
    if (operation.type !== 'avgPool') throw new Error(`${node.name}: no average pooling`);
    const input = firstInputShape(node, this.#shapes);
    const { top, bottom, left, right } = resolvedPadding(node, input);
    if (top + bottom + left + right === 0) return 'valid';
    const { poolSize, strides } = operation;
    const rows = axisPadding('same', 'height', input[0], poolSize[0], strides[0]);
    const columns = axisPadding('same', 'width', input[1], poolSize[1], strides[1]);
    const isSame =
      rows.before === top && rows.after === bottom && columns.before === left && columns.after === right;
    if (!isSame) throw new GraphError(node.name, 'tfjs has no average pooling with this padding');
    return 'same';
  }

  /** Means over windows: each cut out, averaged, and put back in its row. */
  #adaptiveAverage(node: GraphNode, [rows, columns]: Pair, inputs: readonly string[]): string {
    const { name } = node;
    const [height, width] = firstInputShape(node, this.#shapes);
    if (height % rows === 0 && width % columns === 0) {
      const size: Pair = [height / rows, width / columns];
      return this.#layer(name, 'AveragePooling2D', poolConfig(size, size, 'valid'), inputs);
    }
    const lines = windows(height, rows).map(([top, bottom], row) => {
      const means = windows(width, columns).map(([left, right], column) => {
        const at = `${name}_${row}_${column}`;
        const cropping = [
          [top, height - bottom],
          [left, width - right],
        ];
        const cut = this.#layer(
          `${at}_cut`,
          'Cropping2D',
          { cropping, data_format: 'channels_last' },
          inputs,
        );
        const size: Pair = [bottom - top, right - left];
        return this.#layer(at, 'AveragePooling2D', poolConfig(size, size, 'valid'), [cut]);
      });
      return this.#joined(`${name}_${row}`, 2, means);
    });
    return this.#joined(name, 1, lines);
  }

  #joined(name: string, axis: number, inputs: readonly string[]): string {
    return inputs.length === 1 ? itemAt(inputs, 0) : this.#layer(name, 'Concatenate', { axis }, inputs);
  }

  /** The mean, and as a batch norm that normalises nothing the coefficient for a sum and the bias. */
  #subsample({ name, shape }: GraphNode, size: Pair, inputs: readonly string[]): string {
    const mean = this.#layer(`${name}_mean`, 'AveragePooling2D', poolConfig(size, size, 'valid'), inputs);
    const channels = shape[2];
    const coefficient = this.#take(`${name}/coefficient`);
    this.#vector(
      name,
      'gamma',
      coefficient.map((value) => value * size[0] * size[1]),
    );
    this.#vector(name, 'beta', this.#take(`${name}/bias`));
    this.#vector(name, 'moving_mean', new Float32Array(channels));
    // tfjs adds its epsilon below the root.
    const epsilon = 2 ** -10;
    this.#vector(name, 'moving_variance', new Float32Array(channels).fill(1 - epsilon));
    const config = { axis: -1, epsilon, momentum: 0.99, center: true, scale: true };
    return this.#layer(name, 'BatchNormalization', config, [mean]);
  }
}

function convConfig(
  filters: number,
  kernelSize: Pair,
  strides: Pair,
  padding: 'valid' | 'same',
  useBias: boolean,
): Config {
  return {
    filters,
    kernel_size: kernelSize,
    strides,
    padding,
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'linear',
    use_bias: useBias,
  };
}

function poolConfig(poolSize: Pair, strides: Pair, padding: 'valid' | 'same'): Config {
  return { pool_size: poolSize, strides, padding, data_format: 'channels_last' };
}

/** The kernel of a convolution in groups as one over all channels, with zeros between the groups. */
function ungrouped({ operation }: GraphNode, values: Values): Values {
  if (operation.type !== 'conv' || operation.groups === 1) return values;
  const { filters, groups, kernelSize } = operation;
  const [filtersOfGroup, places] = [filters / groups, kernelSize[0] * kernelSize[1]];
  const channels = values.length / (filters * places);
  const whole = new Float32Array(values.length * groups);
  for (const [i, value] of values.entries()) {
    const filter = i % filters;
    const channel = Math.floor(i / filters) % channels;
    const place = Math.floor(i / (filters * channels));
    const group = Math.floor(filter / filtersOfGroup);
    whole[(place * channels * groups + group * channels + channel) * filters + filter] = value;
  }
  return whole;
}

function windows(input: number, output: number): [start: number, end: number][] {
  return Array.from({ length: output }, (_, i) => [
    Math.floor((i * input) / output),
    Math.ceil(((i + 1) * input) / output),
  ]);
}
