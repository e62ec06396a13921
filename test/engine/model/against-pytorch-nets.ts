import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { memoryLimits } from '#engine/backend/memory-limits.ts';
import { type BuiltModel, buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import type { Graph, GraphNode, Operation } from '#models/graph.ts';
import { ZERO } from '#models/graph.ts';
import { judgeFit } from '#models/memory/fit.ts';
import { buildGraph } from '#models/registry.ts';
import {
  imageValues,
  positions,
  type Scale,
  type WeightKind,
  weightValues,
} from './against-pytorch-formula.ts';

/** What PyTorch found in one map or gradient. */
export interface ExpectedTensor {
  /** As in tfjs: NHWC or [batch, units] of a map. */
  readonly shape: readonly number[];
  /** The largest magnitude of all values. */
  readonly largest: number;
  /** The values at the formula's positions. */
  readonly values: readonly number[];
}

interface Numbers {
  readonly id: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly scale: Scale;
  readonly output: string;
  readonly maps: Readonly<Record<string, ExpectedTensor>>;
}

const files = import.meta.glob<Numbers>('/test/reference/numbers/*.json', { import: 'default' });

/** The nets for which PyTorch's numbers are known. */
export const comparedNets = Object.keys(files).map((file) => file.replace(/^.*\/(.*)\.json$/, '$1'));

const WEIGHTS: Partial<Record<Operation['type'], readonly WeightKind[]>> = {
  conv: ['kernel', 'bias'],
  dense: ['kernel', 'bias'],
  batchNorm: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  subsample: ['coefficient', 'bias'],
};

/** Without dropout, and without the time that drawing initial weights takes. */
function plain(node: GraphNode): GraphNode {
  const { operation } = node;
  switch (operation.type) {
    case 'conv':
    case 'dense':
      return { ...node, operation: { ...operation, kernelInitializer: ZERO, biasInitializer: ZERO } };
    case 'dropout':
      return { ...node, operation: { ...operation, rate: 0 } };
    default:
      return node;
  }
}

/** The engine's model with the formula's weights. */
export function formulaModel(graph: Graph, scale: Scale): BuiltModel {
  const built = buildModel({ ...graph, nodes: graph.nodes.map(plain) }, new Random(1));
  for (const { name, operation } of graph.nodes) {
    const kinds = WEIGHTS[operation.type];
    if (kinds === undefined) continue;
    tf.tidy(() => {
      const layer = built.trainingModel.getLayer(name);
      const shapes = layer.getWeights().map(({ shape }) => shape);
      layer.setWeights(
        shapes.map((shape, i) => tf.tensor(weightValues(name, kinds[i]!, shape, scale), shape, 'float32')),
      );
    });
  }
  return built;
}

export function formulaImages(shape: readonly number[], name = 'images'): tf.Tensor4D {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  return tf.tensor4d(imageValues(batch * height * width * channels, name), [batch, height, width, channels]);
}

/** The largest difference to PyTorch, divided by PyTorch's largest value. */
export function relativeDifference(name: string, found: Float32Array, expected: ExpectedTensor): number {
  const places = positions(name, expected.values.length, found.length);
  const differences = places.map((place, i) => Math.abs(found[place]! - expected.values[i]!));
  const largest = found.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 0);
  const all = [...differences, Math.abs(largest - expected.largest)];
  // Math.max of a NaN is NaN, which no bound accepts.
  return Math.max(...all) / expected.largest;
}

/** The largest differences of one net from PyTorch. */
export interface Differences {
  /** Absent where the backend cannot hold a layer on the way to them. */
  readonly logits?: number;
  /** Of the maps within, the auxiliary heads' logits among them. */
  readonly innerMaps: number;
  /** The layer that the backend cannot hold; what depends on it is not compared. */
  readonly heldBack?: string;
}

/** Runs a net in evaluation on the backend that is active, and compares logits and inner maps with PyTorch's. */
export async function differencesFromPyTorch(net: string): Promise<Differences> {
  const { id, choices, scale, maps, output } = await files[`/test/reference/numbers/${net}.json`]!();
  const graph = buildGraph(id, { choices });
  expect(graph.output).toBe(output);
  expect(maps[output]!.values).toHaveLength(graph.numClasses);
  const tensors = tf.memory().numTensors;
  const { trainingModel, dispose } = formulaModel(graph, scale);
  const heldBack = judgeFit(graph, 1, 'sgd', memoryLimits()).largeTensor?.layer;
  const names = notBehind(graph, heldBack, Object.keys(maps));
  // The model for training has the auxiliary heads; predicting, it is in evaluation all the same.
  const outputs = names.map((name) => trainingModel.getLayer(name).output as tf.SymbolicTensor);
  const seeing = tf.model({ inputs: trainingModel.inputs, outputs });
  const image = formulaImages([1, ...graph.inputShape]);
  const found = seeing.predict(image) as tf.Tensor[];
  const differences = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    expect(found[i]!.shape, name).toEqual(maps[name]!.shape);
    const values = (await found[i]!.data()) as Float32Array;
    differences.set(name, relativeDifference(name, values, maps[name]!));
  }
  tf.dispose([found, image]);
  dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  const logits = differences.get(output);
  differences.delete(output);
  return {
    ...(logits === undefined ? {} : { logits }),
    innerMaps: Math.max(...differences.values()),
    ...(heldBack === undefined ? {} : { heldBack }),
  };
}

/** Of the layers named, those that depend on `barrier` in no way. */
function notBehind(graph: Graph, barrier: string | undefined, names: readonly string[]): string[] {
  const behind = new Set([barrier]);
  for (const { name, inputs } of graph.nodes) if (inputs.some((input) => behind.has(input))) behind.add(name);
  return names.filter((name) => !behind.has(name));
}
