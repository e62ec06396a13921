import * as tf from '@tensorflow/tfjs';
import { AverageOfInside } from '#engine/layers/average-of-inside.ts';
import { BatchNormalization } from '#engine/layers/batch-normalization.ts';
import { Convolution } from '#engine/layers/convolution.ts';
import { type MaskSeeds, SeededDropout } from '#engine/layers/dropout.ts';
import { FullyConnected } from '#engine/layers/fully-connected.ts';
import {
  AdaptiveAveragePooling2D,
  LocalResponseNormalization,
  PadShortcut,
  ScaledAdd,
  ScaledTanh,
} from '#engine/layers/maps.ts';
import { PartialConv2D } from '#engine/layers/partial-conv.ts';
import { Subsample } from '#engine/layers/subsample.ts';
import type { Random } from '#engine/random.ts';
import { valuesInPlace } from '#kernels/values-in-place.ts';
import { resolvedPadding } from '#models/analysis.ts';
import { firstInputShape, type Graph, type GraphNode, type Shape } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { averagesInside, padsFirst, tfjsPadding } from '#models/tfjs-padding.ts';
import { initialWeights } from './initial-weights.ts';
import { type NamedWeights, namedWeights, weightNamed } from './named-weights.ts';

/** A graph as tfjs layers, each under the paper's own label. */
export interface BuiltModel {
  readonly graph: Graph;
  /** Image batch to logits, [batch, classes]; without auxiliary heads. */
  readonly model: tf.LayersModel;
  /** Image batch to [logits, ...auxiliary logits]; shares its layers with `model`, or is the same. */
  readonly trainingModel: tf.LayersModel;
  readonly weights: NamedWeights;
  /** To be set before training. */
  setMaskSeeds(seeds: MaskSeeds): void;
  dispose(): void;
}

/** Turns a graph into a trainable tf.LayersModel whose weights are drawn from `random` as each paper did. */
export function buildModel(graph: Graph, random: Random): BuiltModel {
  const outputs = new Map<string, tf.SymbolicTensor>();
  const shapes = new Map<string, Shape>(graph.nodes.map((node) => [node.name, node.shape]));
  const input = tf.input({ shape: [...graph.inputShape], name: 'input' });
  const dropouts: SeededDropout[] = [];
  for (const node of graph.nodes) {
    if (node.operation.type === 'input') {
      outputs.set(node.name, input);
      continue;
    }
    const inputs = node.inputs.map((name) => lookUp(outputs, name));
    const layer = layerOf(node);
    if (layer instanceof SeededDropout) dropouts.push(layer);
    const source = padsFirst(node) ? padded(node, firstInputShape(node, shapes), itemAt(inputs, 0)) : inputs;
    outputs.set(node.name, layer.apply(source) as tf.SymbolicTensor);
  }
  const logits = lookUp(outputs, graph.output);
  const model = tf.model({ inputs: input, outputs: logits, name: graph.id });
  const heads = graph.auxiliaryOutputs.map((auxiliary) => lookUp(outputs, auxiliary.node));
  const trainingModel =
    heads.length === 0
      ? model
      : tf.model({ inputs: input, outputs: [logits, ...heads], name: `${graph.id}_training` });
  const weights = namedWeights(trainingModel);
  for (const { name, write } of initialWeights(graph, random)) setValues(weightNamed(weights, name), write);
  return {
    graph,
    model,
    trainingModel,
    weights,
    setMaskSeeds(seeds) {
      for (const dropout of dropouts) dropout.maskSeeds = seeds;
    },
    dispose() {
      // It holds every layer of `model`; disposing shared layers twice is refused.
      trainingModel.dispose();
    },
  };
}

/** Lets `write` fill a variable's values: where they are if possible, so that a large layer is not held twice. */
function setValues(variable: tf.Variable, write: (out: Float32Array) => void): void {
  const inPlace = valuesInPlace(variable);
  if (inPlace !== undefined) {
    write(inPlace);
    return;
  }
  const values = new Float32Array(variable.size);
  write(values);
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, 'float32')));
}

/**
 * The input inside explicit rows and columns of zeros. For max pooling zeros stand for 'nothing', which holds
 * because every pooling of the zoo follows a ReLU.
 */
function padded(node: GraphNode, shape: Shape, input: tf.SymbolicTensor): tf.SymbolicTensor {
  const { top, bottom, left, right } = resolvedPadding(node, shape);
  if (top + bottom + left + right === 0) return input;
  const padding: [[number, number], [number, number]] = [
    [top, bottom],
    [left, right],
  ];
  return tf.layers.zeroPadding2d({ padding, name: `${node.name}_pad` }).apply(input) as tf.SymbolicTensor;
}

function layerOf(node: GraphNode): tf.layers.Layer {
  const { name, operation } = node;
  switch (operation.type) {
    case 'input':
      throw new Error(`${name}: the input is no layer`);
    case 'conv': {
      const padding = tfjsPadding(node) ?? 'valid';
      if (operation.groups > 1 || operation.connections !== undefined) {
        return new PartialConv2D({ name, operation, padding });
      }
      return new Convolution({ name, operation, padding });
    }
    case 'dense':
      return new FullyConnected({ name, units: operation.units, useBias: operation.useBias });
    case 'activation':
      return operation.function === 'scaledTanh'
        ? new ScaledTanh({ name })
        : tf.layers.activation({ name, activation: operation.function });
    case 'maxPool':
    case 'avgPool': {
      const { poolSize, strides, padding } = operation;
      if (averagesInside(node)) return new AverageOfInside({ name, poolSize, strides, padding });
      const config = {
        name,
        poolSize: [...poolSize] as [number, number],
        strides: [...strides] as [number, number],
        padding: tfjsPadding(node) ?? ('valid' as const),
      };
      return operation.type === 'maxPool'
        ? tf.layers.maxPooling2d(config)
        : tf.layers.averagePooling2d(config);
    }
    case 'adaptiveAvgPool':
      return new AdaptiveAveragePooling2D({ name, outputSize: operation.outputSize });
    case 'globalAvgPool':
      return new AdaptiveAveragePooling2D({ name, outputSize: [1, 1] });
    case 'subsample':
      return new Subsample({ name, poolSize: operation.poolSize });
    case 'batchNorm':
      return new BatchNormalization({
        name,
        epsilon: operation.epsilon,
        momentum: operation.momentum,
      });
    case 'lrn': {
      const { depthRadius, bias, alpha, beta } = operation;
      return new LocalResponseNormalization({ name, depthRadius, bias, alpha, beta });
    }
    case 'dropout':
      return new SeededDropout({ name, rate: operation.rate });
    case 'flatten':
      return tf.layers.flatten({ name });
    case 'concat':
      return tf.layers.concatenate({ name });
    case 'add':
      return new ScaledAdd({ name, scale: operation.scale });
    case 'padShortcut':
      return new PadShortcut({
        name,
        strides: operation.strides,
        zeroChannels: operation.zeroChannels,
        before: operation.before,
      });
  }
}
