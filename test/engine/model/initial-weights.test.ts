import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltModel, buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { buildGraph } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';

interface Deviation {
  readonly deviation: number;
  readonly count: number;
}

/** Made by initial_weights.py beside it. */
const TORCHVISION = JSON.parse(
  readFileSync(new URL('../../reference/initial_weights.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, { readonly kernel: Deviation; readonly bias?: Deviation }>>;

const kernelOf = ({ model }: BuiltModel, layer: string) =>
  model.getLayer(layer).getWeights()[0]!.dataSync() as Float32Array;

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe("VGG-16's 138 million initial weights", { timeout: 60_000 }, () => {
  let built: BuiltModel;
  let processorMs: number;
  let memoryBytes: number;

  beforeAll(async () => {
    await useBackend('wasm');
    const before = process.cpuUsage();
    built = buildModel(buildGraph('vgg16'), new Random(1));
    const { user, system } = process.cpuUsage(before);
    processorMs = (user + system) / 1000;
    memoryBytes = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.byteLength;
  }, 60_000);
  afterAll(() => built.dispose());

  it('are there in seconds, held once', () => {
    // At most 3 s where nothing else runs; processor time doubles where other tests share its cores' parts.
    expect(processorMs).toBeLessThan(6000);
    const weightBytes = 4 * 138_357_544;
    expect(memoryBytes).toBeGreaterThan(weightBytes);
    expect(memoryBytes).toBeLessThan(1.1 * weightBytes);
  });

  it("have He's deviation in the convolutions and 0.01 in the first hidden layer", () => {
    // Deviation of a deviation of n values: 1 / sqrt(2 n), relative.
    const within = (values: Float32Array, expected: number) =>
      expect(Math.abs(deviation(values) / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length));
    within(kernelOf(built, 'features.28'), Math.sqrt(2 / (9 * 512)));
    within(kernelOf(built, 'classifier.0').subarray(0, 2 ** 22), 0.01);
  });
});

/** Sampling leaves a deviation of n values this far from that of the distribution, at five standard errors. */
const margin = (count: number) => 5 / Math.sqrt(2 * count);

describe('the deviation of initial weights', { timeout: 60_000 }, () => {
  beforeAll(() => useBackend('wasm'));
  const valuesOf = (built: BuiltModel, layer: string, index: number) =>
    built.trainingModel.getLayer(layer).getWeights()[index]!.dataSync() as Float32Array;

  // Of a normal distribution cut off at two deviations, relative to the whole one (Keras's initialisers divide by it).
  const TRUNCATED = 0.87962566103423978;
  it.each<[kind: string, id: string, layer: string, index: number, count: number, expected: number]>([
    ['normal', 'alexnet', 'conv3', 0, 9 * 64 * 96, 0.01],
    ['constant', 'alexnet', 'conv4', 1, 96, 0],
    ['heNormal by the fan-in', 'resnet18', 'layer4.1.conv2', 0, 9 * 128 * 128, Math.sqrt(2 / (9 * 128))],
    ['heNormal by the fan-out', 'resnet50_v1_5', 'layer4.1.conv3', 0, 128 * 512, Math.sqrt(2 / 512)],
    [
      'truncatedHeNormal',
      'inception_v4',
      'features.19.branch2_1.conv',
      0,
      3 * 96 * 112,
      TRUNCATED * Math.sqrt(2.6 / (3 * 96)),
    ],
    ['glorotUniform', 'inception_v2', 'last_linear', 0, 256 * 10, Math.sqrt(2 / (256 + 10))],
    ['uniformFanIn', 'googlenet', 'inception_5b/3x3', 0, 9 * 48 * 96, Math.sqrt(3 / (9 * 48)) / Math.sqrt(3)],
    ['uniformOverFanIn', 'lenet5_1998', 'C5', 0, 25 * 4 * 30, 2.4 / (25 * 4) / Math.sqrt(3)],
  ])('is that of %s: %s, %s', (_, id, layer, index, count, expected) => {
    const inputShape = id === 'lenet5_1998' ? ([32, 32, 1] as const) : ([96, 96, 3] as const);
    const built = buildModel(buildGraph(id, { inputShape, numClasses: 10, width: 0.25 }), new Random(5));
    const values = valuesOf(built, layer, index);
    expect(values).toHaveLength(count);
    expect(Math.abs(deviation(values) - expected)).toBeLessThanOrEqual(margin(count) * expected);
    built.dispose();
  });

  it.each(Object.entries(TORCHVISION))("is torchvision's in %s", (id, layers) => {
    const built = buildModel(buildGraph(id), new Random(5));
    for (const [layer, weights] of Object.entries(layers)) {
      for (const [index, kind] of (['kernel', 'bias'] as const).entries()) {
        const expected = weights[kind];
        if (expected === undefined) continue;
        const values = valuesOf(built, layer, index);
        expect(values).toHaveLength(expected.count);
        // Both are samples.
        expect(Math.abs(deviation(values) / expected.deviation - 1), `${layer} ${kind}`).toBeLessThan(
          Math.SQRT2 * margin(expected.count),
        );
      }
    }
    built.dispose();
  });
});

describe('initial weights', { timeout: 60_000 }, () => {
  const small = { inputShape: [32, 32, 3], numClasses: 10, width: 0.0625, stem: 'small' } as const;
  const weightsOf = (id: string, options: Parameters<typeof buildGraph>[1], seed = 3) => {
    const built = buildModel(buildGraph(id, options), new Random(seed));
    const values = built.trainingModel.getWeights().map((weight) => weight.dataSync().slice());
    built.dispose();
    return values;
  };

  it('are the same bits on WASM, where they are written in place, and on CPU', async () => {
    const cases = [['inception_v3', small] as const, ['vgg11', small] as const, ['lenet5_1998', {}] as const];
    await useBackend('wasm');
    const onWasm = cases.map(([id, options]) => weightsOf(id, options));
    const tensors = tf.memory().numTensors;
    for (const [id, options] of cases) weightsOf(id, options);
    expect(tf.memory().numTensors).toBe(tensors);
    await useBackend('cpu');
    expect(cases.map(([id, options]) => weightsOf(id, options))).toEqual(onWasm);
    expect(weightsOf('vgg11', small, 4)).not.toEqual(onWasm[1]);
  });

  it('of maps that see some of the channels are within 2.4 over the fan-in of each (LeCun et al. 1998, appendix A)', async () => {
    await useBackend('wasm');
    const [, , , , kernel, bias] = weightsOf('lenet5_1998', {});
    const filters = 16;
    const channels = 6;
    expect(kernel).toHaveLength(25 * channels * filters);
    // Table I: six maps see three channels each, nine see four, the last sees all six.
    const seenBy = (filter: number) => (filter < 6 ? 3 : filter < 15 ? 4 : 6);
    for (let filter = 0; filter < filters; filter++) {
      const drawn = [...kernel!].filter((value, i) => i % filters === filter && value !== 0);
      const fanIn = 25 * seenBy(filter);
      expect(drawn).toHaveLength(fanIn);
      const largest = Math.max(...drawn.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(Math.fround(2.4 / fanIn));
      expect(largest).toBeGreaterThan((0.9 * 2.4) / fanIn);
      expect(Math.abs(bias![filter]!)).toBeLessThanOrEqual(Math.fround(2.4 / fanIn));
    }
  });

  it('of one layer do not depend on the layers before it', () => {
    const [first, , second] = weightsOf('vgg11', small);
    const [otherFirst, , otherSecond] = weightsOf('vgg11', { ...small, inputShape: [32, 32, 1] });
    expect(otherFirst).not.toEqual(first);
    expect(otherSecond).toEqual(second);
  });
});
