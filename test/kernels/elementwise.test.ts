import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';
import { expectWasmEqualsCpu, on, randomTensor } from './comparison.ts';

beforeAll(() => startBackends());

const shapes = [[], [1], [3], [4], [7, 9], [2, 5, 5, 8], [5001]];

describe('adding on WASM', () => {
  it.each(shapes.map((shape) => [shape]))('gives what the CPU backend gives for shape [%s]', (shape) =>
    expectWasmEqualsCpu(() => tf.add(randomTensor(shape, 1), randomTensor(shape, 2))),
  );

  it('still broadcasts, and adds whole numbers', async () => {
    await expectWasmEqualsCpu(() => tf.add(randomTensor([3, 4, 5], 1), randomTensor([5], 2)));
    await expectWasmEqualsCpu(() => tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')));
  });
});

describe('ReLU on WASM', () => {
  it.each(shapes.map((shape) => [shape]))('gives what the CPU backend gives for shape [%s]', (shape) =>
    expectWasmEqualsCpu(() => tf.relu(randomTensor(shape, 3))),
  );

  it('does not hide what is no number', async () => {
    const y = await on('wasm', () => tf.relu(tf.tensor1d([-1, Number.NaN, 2, Number.NaN, -0.5])));
    expect([...y]).toEqual([0, Number.NaN, 2, Number.NaN, 0]);
  });
});
