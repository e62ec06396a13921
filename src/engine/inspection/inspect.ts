import * as tf from '@tensorflow/tfjs';
import { readBatch } from '#engine/data/batch-stream.ts';
import { imageBatch } from '#engine/data/read-images.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import { probabilities } from '#engine/evaluation/scores.ts';
import type { BuiltModel } from '#engine/model/build-model.ts';
import { disposeBatch, upload } from '#engine/training/device-batch.ts';
import type { Run } from '#engine/training/run.ts';
import type { Graph, GraphNode } from '#models/graph.ts';
import type { FirstFilters, Inspection, StageMaps } from '#protocol/inspection.ts';
import { stagesOf } from './stages.ts';

/** So many maps of a stage are shown, each at most so many pixels wide or high. */
const MAPS = 8;
const LARGEST_SIDE = 64;
/** So many filters of the first layer are shown. */
const FILTERS = 64;
/** A vector is shown as a map of so many columns, of no more units than these. */
const COLUMNS = 4;
const UNITS = 128;

interface Tapped {
  readonly stages: readonly GraphNode[];
  /** Gives the stages' outputs and the logits. */
  readonly model: tf.LayersModel;
}

/** It owns no weights: it goes with the net whose layers it calls. */
const tappedModels = new WeakMap<BuiltModel, Tapped>();

function tapped(built: BuiltModel): Tapped {
  let entry = tappedModels.get(built);
  if (entry === undefined) {
    const { graph, model } = built;
    const stages = stagesOf(graph);
    const outputs = [...stages.map(({ name }) => name), graph.output].map(
      (name) => model.getLayer(name).output as tf.SymbolicTensor,
    );
    entry = { stages, model: tf.model({ inputs: model.inputs, outputs, name: `${graph.id}_tapped` }) };
    tappedModels.set(built, entry);
  }
  return entry;
}

/**
 * What a run's net makes just now of its first held-out image, on the way too.
 * @throws EngineFailure 'splitEmpty' for data without any.
 */
export async function inspect(run: Run): Promise<Inspection> {
  const { set, indices } = run.heldOut;
  const index = indices[0];
  if (index === undefined) throw new EngineFailure('splitEmpty', { split: 'test' });
  const batch = await readBatch(set, Uint32Array.of(index));
  const { stages, model } = tapped(run.built);
  const first = firstConvolution(run.built.graph);
  const uploaded = upload(batch, run.dataset.train, run.dataset.normalisation);
  const read = tf.tidy(() => {
    const outputs = model.apply(uploaded.images, { training: false }) as tf.Tensor[];
    const maps = outputs.slice(0, stages.length).map(firstMaps);
    const answers = outputs.slice(stages.length).map((logits) => probabilities(logits as tf.Tensor2D));
    const kernel = first === undefined ? [] : [kernelOf(run.built, first)];
    return [...maps, ...answers, ...kernel];
  });
  disposeBatch(uploaded);
  try {
    const values = await Promise.all(read.map((tensor) => tensor.data()));
    return {
      image: imageBatch(set, batch),
      trueClass: set.labels[index]!,
      filters: first && filters(first, values.at(-1)!),
      stages: stages.map(({ name, label, shape }, i) => {
        const [height, width, channels] = shape;
        const names = { layer: name, ...(label !== undefined && { label }) };
        return { ...names, shape: [height, width, channels], ...pictures(values[i]!, shape) };
      }),
      probabilities: [...values[stages.length]!],
    };
  } finally {
    tf.dispose(read);
  }
}

interface FirstConvolution {
  readonly name: string;
  readonly label: string;
  readonly kernelSize: readonly [number, number];
  readonly channels: number;
  readonly filters: number;
}

/** The convolution that looks at the image itself, with all of its channels. */
function firstConvolution({ nodes, inputShape }: Graph): FirstConvolution | undefined {
  for (const { name, label = name, operation, inputs } of nodes) {
    if (operation.type !== 'conv' || inputs[0] !== 'input' || operation.groups > 1) continue;
    const { kernelSize, filters: count } = operation;
    return { name, label, kernelSize, channels: inputShape[2], filters: count };
  }
  return undefined;
}

/** Those that are shown, each with its weights one after the other. */
function kernelOf({ model }: BuiltModel, { name, filters: count }: FirstConvolution): tf.Tensor {
  const [kernel] = model.getLayer(name).getWeights();
  if (kernel === undefined) throw new Error(`${name} has no kernel`);
  const [height = 0, width = 0, channels = 0] = kernel.shape;
  const shown = tf.slice(kernel, [0, 0, 0, 0], [height, width, channels, Math.min(FILTERS, count)]);
  return tf.transpose(shown, [3, 0, 1, 2]);
}

function filters(
  { label: layer, kernelSize: [height, width], channels, filters: of }: FirstConvolution,
  values: ArrayLike<number>,
): FirstFilters {
  const strongest = Math.max(
    ...Array.from(values, (value) => (Number.isFinite(value) ? Math.abs(value) : 0)),
  );
  const scale = strongest > 0 ? 127 / strongest : 0;
  const pixels = Uint8Array.from(values, (value) => 128 + Math.round(value * scale));
  return { layer, of, height, width, channels, count: Math.min(FILTERS, of), pixels };
}

/** Only what is shown is read from the device. */
function firstMaps(output: tf.Tensor): tf.Tensor {
  const [, height, width, channels] = output.shape;
  if (height === undefined || width === undefined || channels === undefined) return output.clone();
  return tf.slice(output as tf.Tensor4D, [0, 0, 0, 0], [1, height, width, Math.min(MAPS, channels)]);
}

/** Values of maps, the channel running fastest, as bytes. */
function pictures(
  values: ArrayLike<number>,
  [height, width]: GraphNode['shape'],
): Omit<StageMaps, 'layer' | 'shape'> {
  if (height * width === 1) {
    const count = Math.min(UNITS, values.length);
    const rows = Math.ceil(count / COLUMNS);
    const units = Array.from({ length: rows * COLUMNS }, (_, i) => (i < count ? values[i]! : 0));
    return { height: rows, width: COLUMNS, count: 1, pixels: bytes(units) };
  }
  const count = values.length / (height * width);
  const stride = Math.ceil(Math.max(height, width) / LARGEST_SIDE);
  const shown = { height: Math.ceil(height / stride), width: Math.ceil(width / stride) };
  const picked: number[] = [];
  for (let map = 0; map < count; map++) {
    for (let row = 0; row < shown.height; row++) {
      for (let column = 0; column < shown.width; column++) {
        picked.push(values[(row * stride * width + column * stride) * count + map]!);
      }
    }
  }
  return { ...shown, count, pixels: bytes(picked) };
}

/** A layer that gives the same everywhere, or no number, is black. */
function bytes(values: readonly number[]): Uint8Array<ArrayBuffer> {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const scale = most > least ? 255 / (most - least) : 0;
  return Uint8Array.from(values, (value) => Math.round((value - least) * scale));
}
