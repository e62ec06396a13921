import * as tf from '@tensorflow/tfjs';
import type { Random } from '#engine/random.ts';
import { fillNormal, fillUniform } from '#engine/random-blocks.ts';
import { valuesInPlace } from '#kernels/values-in-place.ts';
import type { ConvOperation, Graph, GraphNode, Initializer } from '#models/graph.ts';
import { itemAt } from '#models/lookup.ts';
import { type NamedWeights, weightNamed } from './named-weights.ts';

/**
 * Draws every weight that the graph gives an initialiser, each layer from a stream of its own (so that a
 * layer's weights do not depend on the layers before it). tfjs's initialisers are not used: its heNormal is
 * truncated and about 12 % too narrow, and they cannot share the run's generator.
 */
export function initialWeights(graph: Graph, weights: NamedWeights, random: Random): void {
  for (const node of graph.nodes) {
    const { operation } = node;
    if (operation.type !== 'conv' && operation.type !== 'dense' && operation.type !== 'subsample') continue;
    if (operation.type === 'subsample') {
      const [height, width] = operation.poolSize;
      // Starts as plain averaging; its bias starts at 0.
      setValues(weightNamed(weights, `${node.name}/coefficient`), (out) => out.fill(1 / (height * width)));
      continue;
    }
    const kernel = weightNamed(weights, `${node.name}/kernel`);
    const bias = operation.useBias ? weightNamed(weights, `${node.name}/bias`) : undefined;
    const stream = random.fork(node.name);
    if (operation.type === 'conv' && operation.connections !== undefined) {
      partialWeights(operation, operation.connections, kernel, bias, stream);
      continue;
    }
    const { fanIn, fanOut } = fans(node, kernel.shape);
    setValues(kernel, (out) => sample(out, operation.kernelInitializer, fanIn, fanOut, stream));
    if (bias !== undefined) {
      setValues(bias, (out) => sample(out, operation.biasInitializer, fanIn, fanOut, stream));
    }
  }
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
 * Filters that see different channels draw their weights and bias each by a fan-in of its own; the weights that the
 * table leaves out are 0.
 */
function partialWeights(
  { kernelInitializer, biasInitializer }: ConvOperation,
  connections: readonly (readonly number[])[],
  kernel: tf.Variable,
  bias: tf.Variable | undefined,
  random: Random,
): void {
  const [height, width, channels, filters] = kernel.shape as [number, number, number, number];
  const window = height * width;
  const fanOut = (window * connections.flat().length) / channels;
  setValues(kernel, (out) => {
    out.fill(0);
    for (const [filter, seen] of connections.entries()) {
      const values = new Float32Array(window * seen.length);
      sample(values, kernelInitializer, values.length, fanOut, random);
      for (const [i, value] of values.entries()) {
        const place = Math.floor(i / seen.length);
        out[(place * channels + itemAt(seen, i % seen.length)) * filters + filter] = value;
      }
    }
  });
  if (bias === undefined) return;
  setValues(bias, (out) => {
    for (const [filter, seen] of connections.entries()) {
      const fanIn = window * seen.length;
      sample(out.subarray(filter, filter + 1), biasInitializer, fanIn, fanOut, random);
    }
  });
}

function fans(node: GraphNode, kernel: readonly number[]): { fanIn: number; fanOut: number } {
  const { operation } = node;
  const window = kernel.slice(0, -2).reduce((product, side) => product * side, 1);
  const [inputs = 1, outputs = 1] = kernel.slice(-2);
  const groups = operation.type === 'conv' ? operation.groups : 1;
  return { fanIn: window * inputs, fanOut: (window * outputs) / groups };
}

function sample(
  out: Float32Array,
  initializer: Initializer,
  fanIn: number,
  fanOut: number,
  random: Random,
): void {
  switch (initializer.kind) {
    case 'constant':
      out.fill(initializer.value);
      return;
    case 'normal':
      fillNormal(out, initializer.stddev, random);
      return;
    case 'heNormal':
      fillNormal(out, Math.sqrt(2 / (initializer.mode === 'fanIn' ? fanIn : fanOut)), random);
      return;
    case 'truncatedHeNormal':
      fillNormal(out, Math.sqrt((1.3 * 2) / fanIn), random, 2);
      return;
    case 'glorotUniform':
      fillUniform(out, Math.sqrt(6 / (fanIn + fanOut)), random);
      return;
    case 'uniformFanIn':
      fillUniform(out, initializer.scale / Math.sqrt(fanIn), random);
      return;
    case 'uniformOverFanIn':
      fillUniform(out, initializer.scale / fanIn, random);
      return;
  }
}
