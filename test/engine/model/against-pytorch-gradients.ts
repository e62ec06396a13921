import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { crossEntropy } from '#engine/evaluation/scores.ts';
import type { BuiltModel } from '#engine/model/build-model.ts';
import { weightNamed } from '#engine/model/named-weights.ts';
import { buildGraph } from '#models/registry.ts';
import { labelValues, type Scale } from './against-pytorch-formula.ts';
import {
  type ExpectedTensor,
  formulaImages,
  formulaModel,
  relativeDifference,
} from './against-pytorch-nets.ts';

interface Gradients {
  readonly id: string;
  readonly scale: Scale;
  readonly batch: number;
  readonly side: number;
  /** The name of the images in the formula. */
  readonly image: string;
  readonly loss: number;
  /** By layer, the gradient of its kernel in tfjs's order: the first layer and the last. */
  readonly kernels: Readonly<Record<string, ExpectedTensor>>;
}

const files = import.meta.glob<Gradients>('/test/reference/numbers/gradients/*.json', { import: 'default' });

/** The nets for which PyTorch's gradients are known. */
export const netsWithGradients = Object.keys(files).map((file) => file.replace(/^.*\/(.*)\.json$/, '$1'));

/** The training loss of a batch, auxiliary heads included. */
function trainingLoss(
  { graph, trainingModel }: BuiltModel,
  images: tf.Tensor4D,
  labels: tf.Tensor1D,
): tf.Scalar {
  const outputs = [trainingModel.apply(images, { training: true })].flat() as tf.Tensor2D[];
  const weights = [1, ...graph.auxiliaryOutputs.map(({ lossWeight }) => lossWeight)];
  const losses = outputs.map((logits, i) =>
    tf.mul<tf.Scalar>(tf.mean(crossEntropy(logits, labels)), weights[i]!),
  );
  return tf.addN(losses);
}

/** Compares the gradients of the first and the last kernel with PyTorch's, on the backend that is active. */
export async function expectPyTorchGradients(net: string, tolerance: number): Promise<void> {
  const { id, scale, batch, side, image, loss, kernels } =
    await files[`/test/reference/numbers/gradients/${net}.json`]!();
  const channels = buildGraph(id).inputShape[2];
  const graph = buildGraph(id, { inputShape: [side, side, channels] });
  const tensors = tf.memory().numTensors;
  const built = formulaModel(graph, scale);
  const layers = Object.keys(kernels);
  const variables = layers.map((layer) => weightNamed(built.weights, `${layer}/kernel`));
  const images = formulaImages([batch, side, side, channels], image);
  const labels = tf.tensor1d(labelValues(batch, graph.numClasses), 'int32');
  const { value, grads } = tf.variableGrads(() => trainingLoss(built, images, labels), variables);
  expect(Math.abs((await value.data())[0]! - loss) / loss, `${net}, loss`).toBeLessThan(tolerance);
  for (const [i, layer] of layers.entries()) {
    const gradient = grads[variables[i]!.name]!;
    expect(gradient.shape, layer).toEqual(kernels[layer]!.shape);
    const values = (await gradient.data()) as Float32Array;
    expect(relativeDifference(layer, values, kernels[layer]!), `${net}, ${layer}`).toBeLessThan(tolerance);
  }
  tf.dispose([value, grads, images, labels]);
  built.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
}
