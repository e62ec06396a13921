import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy } from '#engine/evaluation/scores.ts';
import { variableOf } from '#engine/layers/variable-of.ts';
import { type DeviceBatch, disposeBatch } from '#engine/training/device-batch.ts';
import { Run } from '#engine/training/run.ts';
import { analyse } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import type { OptimizerName } from '#models/recipe.ts';
import { findArchitecture } from '#models/registry.ts';
import { weightsOf } from '#models/weights.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { trainingBatch } from '#test/engine/batches.ts';
import { withEveryFamily } from './representatives.ts';

/** The rate at which Adam fits one batch, and one for plain descent so small that the loss is straight over the step. */
interface Rates {
  readonly adam: number;
  /**
   * None where batch normalisation, layer upon layer, makes the gradient so steep at the start that no step of float32
   * weights is small enough.
   */
  readonly straight: number | undefined;
}

const USUAL: Rates = { adam: 5e-4, straight: 1e-5 };
const OTHER_RATES: Readonly<Record<string, Partial<Rates>>> = {
  lenet5: { straight: 1e-4 },
  lenet5_1998: { adam: 2e-3, straight: 1e-2 },
  vgg11_bn: { straight: 1e-6 },
  googlenet: { straight: 1e-4 },
  inception_v2: { straight: 1e-6 },
  inception_v3: { straight: undefined },
  resnet18: { straight: 1e-4 },
  resnet20: { straight: 1e-4 },
  inception_v4: { adam: 1e-4, straight: undefined },
};

/** Of every family one, and of those whose nets differ much, several. */
const NETS = withEveryFamily([
  'lenet5',
  'lenet5_1998',
  'alexnet_two_groups',
  'vgg11_bn',
  'googlenet',
  'inception_v2',
  'inception_v3',
  'resnet18',
  'resnet20',
  'inception_v4',
  'inception_resnet_v2',
]).map((id) => ({ id, ...USUAL, ...OTHER_RATES[id] }));

const BATCH = 8;

/** A net as Train starts it, on one batch of eight digits' size; dropout drops the same units at every step. */
function start(id: string, optimizer: OptimizerName): { run: Run; batch: DeviceBatch } {
  const config = defaultConfig(findArchitecture(id));
  const recipe = { ...config.recipe, optimizer, weightDecay: 0 };
  const run = new Run({ ...config, recipe, validationFraction: 0 }, bars(BATCH, BATCH));
  run.built.setMaskSeeds({ of: () => 1 });
  return { run, batch: trainingBatch(run) };
}

function end({ run, batch }: { run: Run; batch: DeviceBatch }): void {
  disposeBatch(batch);
  run.dispose();
}

/** The loss that training minimises, auxiliary heads included. */
function trainingLoss({ built }: Run, { images, labels }: DeviceBatch): number {
  return tf.tidy(() => {
    const outputs = [built.trainingModel.apply(images, { training: true })].flat() as tf.Tensor2D[];
    const weights = [1, ...built.graph.auxiliaryOutputs.map(({ lossWeight }) => lossWeight)];
    const losses = outputs.map((logits) => tf.mean(crossEntropy(logits, labels)).dataSync()[0]!);
    return losses.reduce((total, loss, i) => total + weights[i]! * loss, 0);
  });
}

const valuesOf = ({ built }: Run): Float32Array[] =>
  built.trainingModel.trainableWeights
    .map((weight) => variableOf(weight).dataSync() as Float32Array)
    .map((values) => values.slice());

/** Kernel entries that a connection table leaves out: tfjs counts them, a paper does not. */
function unconnected({ nodes }: Graph): number {
  const shapes = new Map(nodes.map(({ name, shape }) => [name, shape]));
  return nodes.reduce((total, { operation, inputs }) => {
    if (operation.type !== 'conv' || operation.connections === undefined) return total;
    const [height, width] = operation.kernelSize;
    const channels = shapes.get(inputs[0]!)![2];
    const absent = operation.connections.reduce((sum, row) => sum + channels - row.length, 0);
    return total + height * width * absent;
  }, 0);
}

describe.each(NETS)('$id as Train starts it', { timeout: 60_000 }, ({ id, adam }) => {
  let started: { run: Run; batch: DeviceBatch };

  beforeAll(async () => {
    await useBackend('wasm');
    started = start(id, 'adam');
  });
  afterAll(() => end(started));

  it('has in tfjs the output shapes and the parameters of its drawing', () => {
    const { graph, trainingModel } = started.run.built;
    for (const { name, shape } of graph.nodes) {
      const output = trainingModel.getLayer(name).outputShape.slice(1) as number[];
      expect([...Array<number>(3 - output.length).fill(1), ...output], name).toEqual(shape);
    }
    const counted = valuesOf(started.run).reduce((sum, values) => sum + values.length, 0);
    expect(counted - unconnected(graph)).toBe(analyse(graph).totalsWithAuxiliary.params);
  });

  it('has in tfjs the weights of its drawing, by name and shape', () => {
    const { graph, weights } = started.run.built;
    const inTfjs = [...weights].map(([name, { variable }]) => [name, variable.shape]);
    expect(Object.fromEntries(inTfjs)).toEqual(
      Object.fromEntries(weightsOf(graph).map(({ name, shape }) => [name, shape])),
    );
  });

  it('lowers the loss of one batch, and leaves no tensors behind', () => {
    const { run, batch } = started;
    const losses: number[] = [];
    const tensors: number[] = [];
    for (let step = 0; step < 6; step++) {
      const { loss, errors } = run.update(batch, adam);
      losses.push(loss.dataSync()[0]!);
      tf.dispose([loss, errors]);
      tensors.push(tf.memory().numTensors);
    }
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(0.97 * losses[0]!);
    expect(new Set(tensors).size).toBe(1);
  });

  it('gives the same finite logits, without dropout, every time it is evaluated', () => {
    const { run, batch } = started;
    const tensors = tf.memory().numTensors;
    const [first, second] = [0, 1].map(() => {
      const logits = run.predict(batch.images);
      const values = [...logits.dataSync()];
      logits.dispose();
      return values;
    });
    expect(first).toHaveLength(BATCH * 10);
    expect(first!.every(Number.isFinite)).toBe(true);
    expect(second).toEqual(first);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('the loss of one batch', { timeout: 60_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(NETS.flatMap(({ id, straight }) => (straight === undefined ? [] : [[id, straight] as const])))(
    'of %s falls by rate times squared gradient in a small step downhill',
    (id, rate) => {
      const { run, batch } = start(id, 'sgd');
      const [loss, weights] = [trainingLoss(run, batch), valuesOf(run)];
      tf.dispose(Object.values(run.update(batch, rate)));
      const moves = valuesOf(run).map((values, i) => values.map((value, j) => value - weights[i]![j]!));
      const squared = moves.map((values) => values.reduce((sum, move) => sum + move ** 2, 0));
      const expected = squared.reduce((sum, part) => sum + part, 0) / rate;
      const fallen = loss - trainingLoss(run, batch);
      expect(fallen / expected).toBeGreaterThan(0.9);
      expect(fallen / expected).toBeLessThan(1.1);
      end({ run, batch });
    },
  );
});
