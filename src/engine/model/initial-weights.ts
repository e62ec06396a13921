import * as tf from '@tensorflow/tfjs';
import { connectionMask } from '#engine/layers/partial-conv.ts';
import type { Random } from '#engine/random.ts';
import type { Graph, GraphNode, Initializer } from '#models/graph.ts';

/**
 * Draws every weight that the graph gives an initialiser, each layer from a stream of its own (so that a
 * layer's weights do not depend on the layers before it). tfjs's initialisers are not used: its heNormal is
 * truncated and about 12 % too narrow, and they cannot share the run's generator.
 */
export function initialWeights(graph: Graph, model: tf.LayersModel, random: Random): void {
  for (const node of graph.nodes) {
    const { operation } = node;
    if (operation.type !== 'conv' && operation.type !== 'dense' && operation.type !== 'subsample') continue;
    const layer = model.getLayer(node.name);
    const stream = random.fork(node.name);
    tf.tidy(() => {
      const [first, ...others] = layer.getWeights();
      if (operation.type === 'subsample') {
        const [height, width] = operation.poolSize;
        // Starts as plain averaging.
        layer.setWeights([tf.fill(first!.shape, 1 / (height * width)), tf.zeros(others[0]!.shape)]);
        return;
      }
      const { fanIn, fanOut } = fans(node, first!.shape);
      const draw = (shape: number[], initializer: Initializer) =>
        tf.tensor(values(shape, initializer, fanIn, fanOut, stream), shape, 'float32');
      const drawn = draw(first!.shape, operation.kernelInitializer);
      const connections = operation.type === 'conv' ? operation.connections : undefined;
      const kernel =
        connections === undefined ? drawn : tf.mul(drawn, connectionMask(connections, first!.shape[2]!));
      layer.setWeights([kernel, ...others.map((bias) => draw(bias.shape, operation.biasInitializer))]);
    });
  }
}

function fans(node: GraphNode, kernel: readonly number[]): { fanIn: number; fanOut: number } {
  const { operation } = node;
  const window = kernel.slice(0, -2).reduce((product, side) => product * side, 1);
  const fanIn = window * kernel.at(-2)!;
  if (operation.type === 'conv' && operation.connections !== undefined) {
    const pairs = operation.connections.reduce((sum, row) => sum + row.length, 0);
    return { fanIn: (window * pairs) / operation.filters, fanOut: (window * pairs) / kernel.at(-2)! };
  }
  const groups = operation.type === 'conv' ? operation.groups : 1;
  return { fanIn, fanOut: (window * kernel.at(-1)!) / groups };
}

function values(
  shape: readonly number[],
  initializer: Initializer,
  fanIn: number,
  fanOut: number,
  random: Random,
): Float32Array {
  const out = new Float32Array(shape.reduce((product, side) => product * side, 1));
  switch (initializer.kind) {
    case 'constant':
      return out.fill(initializer.value);
    case 'normal':
      return fillWith(out, () => initializer.stddev * random.normal());
    case 'truncatedNormal':
      return fillWith(out, () => {
        for (;;) {
          const z = random.normal();
          if (Math.abs(z) <= 2) return initializer.stddev * z;
        }
      });
    case 'heNormal': {
      const stddev = Math.sqrt(2 / (initializer.mode === 'fanIn' ? fanIn : fanOut));
      return fillWith(out, () => stddev * random.normal());
    }
    case 'glorotUniform':
      return fillUniform(out, Math.sqrt(6 / (fanIn + fanOut)), random);
    case 'uniformFanIn':
      return fillUniform(out, initializer.scale / Math.sqrt(fanIn), random);
    case 'uniformOverFanIn':
      return fillUniform(out, initializer.scale / fanIn, random);
  }
}

function fillWith(out: Float32Array, draw: () => number): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = draw();
  return out;
}

function fillUniform(out: Float32Array, limit: number, random: Random): Float32Array {
  return fillWith(out, () => (2 * random.uniform() - 1) * limit);
}
