import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltModel, buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { buildGraph } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';

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
