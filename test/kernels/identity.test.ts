import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackends } from './backends.ts';

beforeAll(() => startBackends());

describe('a clone on WASM', () => {
  it('shares the buffer of its source and outlives it', async () => {
    await tf.setBackend('wasm');
    const before = tf.memory();
    const source = tf.tensor1d([1, 2, 3]);
    const clone = source.clone();
    const cast = source.cast('float32');
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers + 1);
    source.dispose();
    cast.dispose();
    expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
    clone.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('of a variable keeps its values when the variable is assigned others', async () => {
    await tf.setBackend('wasm');
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const clone = variable.clone();
    variable.assign(tf.tensor1d([3, 4]));
    expect(Array.from(clone.dataSync())).toEqual([1, 2]);
    expect(Array.from(variable.dataSync())).toEqual([3, 4]);
  });

  it('still converts between types', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      expect(Array.from(tf.tensor1d([1.7, -2.2]).toInt().dataSync())).toEqual([1, -2]);
      expect(tf.tensor1d([1, 0], 'bool').toFloat().dtype).toBe('float32');
    });
  });
});
