import * as tf from '@tensorflow/tfjs';
import type { ExportedFile, ExportedNet, Values } from '#engine/formats/exported-net.ts';
import { readValues } from '#engine/model/named-weights.ts';
import type { Graph } from '#models/graph.ts';
import { MOMENTUM_RECIPE } from '#models/recipe.ts';
import { defaultsOf, RUN_FIELDS } from '#models/recipe-fields.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { formulaImages, formulaModel } from '#test/engine/model/against-pytorch-nets.ts';
import { everyOperation } from '#test/engine/model/every-operation.ts';
import { withEveryFamily } from '#test/engine/model/representatives.ts';

/** Of each family its lightest net, and two with layers of their own, in small forms; and a net of all operations. */
export const EXPORTED: readonly (readonly [name: string, graph: () => Graph])[] = [
  ['every operation', everyOperation],
  ...withEveryFamily(['lenet5', 'lenet5_1998', 'alexnet_two_groups', 'resnet20', 'resnet18'])
    .map((id) => architectures.find((architecture) => architecture.id === id)!)
    .map(({ id, classroom }) => [id, () => buildGraph(id, { ...classroom, numClasses: 10 })] as const),
];

/** Small enough that nothing explodes on the way through a hundred layers. */
const SCALE = { gain: 1, gamma: 0.6, beta: 0 };

export interface Exportable {
  readonly net: ExportedNet;
  /** [batch, height, width, channels], within [-1, 1). */
  readonly images: tf.Tensor4D;
  /** What the engine's model says of them. */
  readonly logits: Float32Array;
}

/** A net with the weights of a formula, as a run gives it to the writers, and its answer to three images. */
export async function exportable(graph: Graph): Promise<Exportable> {
  const built = formulaModel(graph, SCALE);
  const images = formulaImages([3, ...graph.inputShape]);
  const logits = tf.tidy(() => built.model.predict(images) as tf.Tensor);
  const weights = await readValues(
    new Map([...built.weights].map(([name, { variable }]) => [name, variable])),
  );
  const values = Float32Array.from(await logits.data());
  logits.dispose();
  built.dispose();
  return { net: exportedNet(graph, weights), images, logits: values };
}

export function exportedNet(graph: Graph, weights: ReadonlyMap<string, Float32Array>): ExportedNet {
  const { id, inputShape } = graph;
  return {
    graph,
    appVersion: '0.0.0',
    config: {
      ...defaultsOf(RUN_FIELDS),
      model: { id, inputShape, width: 1, choices: {} },
      recipe: MOMENTUM_RECIPE,
    },
    take: async (name) => weights.get(name)!.slice() as Values,
  };
}

export function contentOf({ pieces }: Pick<ExportedFile, 'pieces'>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(pieces));
}

/** [batch, height, width, channels] as [batch, channels, height, width]. */
export function channelsFirst(images: tf.Tensor4D): Float32Array {
  return tf.tidy(() => tf.transpose(images, [0, 3, 1, 2]).dataSync() as Float32Array);
}

/** The largest difference, relative to the largest logit. */
export function relativeError(found: ArrayLike<number>, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.NaN;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0) / scale;
}
