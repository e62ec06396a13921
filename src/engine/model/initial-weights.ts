import type { Random } from '#engine/random.ts';
import { fillNormal, fillUniform } from '#engine/random-blocks.ts';
import type { ConvOperation, Graph, GraphNode, Initializer } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { type Weight, weightsOf } from '#models/weights.ts';

/** A weight that has an initialiser, and what fills it: to be called in this order, for a layer wholly or not at all. */
export interface InitialWeight {
  /** 'conv1/kernel' */
  readonly name: string;
  write(out: Float32Array): void;
}

/**
 * Every weight that the graph gives an initialiser, each layer drawn from a stream of its own (so that a
 * layer's weights do not depend on the layers before it). tfjs's initialisers are not used: its heNormal is
 * truncated and about 12 % too narrow, and they cannot share the run's generator.
 */
export function* initialWeights(graph: Graph, random: Random): Generator<InitialWeight> {
  const kernels = new Map(weightsOf(graph).flatMap(({ layer, window }) => (window ? [[layer, window]] : [])));
  for (const { name, operation } of graph.nodes) {
    if (operation.type === 'subsample') {
      const [height, width] = operation.poolSize;
      // Starts as plain averaging; its bias starts at 0.
      yield { name: `${name}/coefficient`, write: (out) => out.fill(1 / (height * width)) };
    }
    if (operation.type !== 'conv' && operation.type !== 'dense') continue;
    const stream = random.fork(name);
    const kernel = lookUp(kernels, name);
    const { connections } = operation.type === 'conv' ? operation : {};
    if (operation.type === 'conv' && connections !== undefined) {
      yield* partialWeights(name, operation, connections, kernel, stream);
      continue;
    }
    const [fanIn, fanOut] = fans(operation, kernel);
    const drawn = (initializer: Initializer) => (out: Float32Array) =>
      sample(out, initializer, fanIn, fanOut, stream);
    yield { name: `${name}/kernel`, write: drawn(operation.kernelInitializer) };
    if (operation.useBias) yield { name: `${name}/bias`, write: drawn(operation.biasInitializer) };
  }
}

type Kernel = NonNullable<Weight['window']>;

/**
 * Filters that see different channels draw their weights and bias each by a fan-in of its own; the weights that the
 * table leaves out are 0.
 */
function* partialWeights(
  name: string,
  { kernelInitializer, biasInitializer, useBias }: ConvOperation,
  connections: readonly (readonly number[])[],
  [height, width, channels, filters]: Kernel,
  random: Random,
): Generator<InitialWeight> {
  const window = height * width;
  const fanOut = (window * connections.flat().length) / channels;
  yield {
    name: `${name}/kernel`,
    write(out) {
      out.fill(0);
      for (const [filter, seen] of connections.entries()) {
        const values = new Float32Array(window * seen.length);
        sample(values, kernelInitializer, values.length, fanOut, random);
        for (const [i, value] of values.entries()) {
          const place = Math.floor(i / seen.length);
          out[(place * channels + itemAt(seen, i % seen.length)) * filters + filter] = value;
        }
      }
    },
  };
  if (!useBias) return;
  yield {
    name: `${name}/bias`,
    write(out) {
      for (const [filter, seen] of connections.entries()) {
        const fanIn = window * seen.length;
        sample(out.subarray(filter, filter + 1), biasInitializer, fanIn, fanOut, random);
      }
    },
  };
}

function fans(
  operation: GraphNode['operation'],
  [height, width, inputs, outputs]: Kernel,
): [fanIn: number, fanOut: number] {
  const groups = operation.type === 'conv' ? operation.groups : 1;
  const window = height * width;
  return [window * inputs, (window * outputs) / groups];
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
