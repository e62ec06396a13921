import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** Reproducible values in [-1, 1): a linear congruential generator (Numerical Recipes' constants). */
export function values(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A tensor of reproducible values on the backend in use. */
export function randomTensor<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  return tf.tensor(values(tf.util.sizeFromShape(shape), seed), shape);
}

/** What `compute` returns on the given backend, as plain numbers; must leave no tensor behind. */
export async function on(backend: 'cpu' | 'wasm', compute: () => tf.Tensor): Promise<Float32Array> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const output = tf.tidy(compute);
  const numbers = Float32Array.from(output.dataSync());
  output.dispose();
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  return numbers;
}

interface LargestError {
  /**
   * Relative to the largest finite magnitude expected. Not element by element: of a sum of many terms of either sign,
   * rounding leaves an error in proportion to the terms, however small the sum is.
   */
  readonly error: number;
  /** The element that has it, in words. */
  readonly description: string;
}

/** What is infinite or no number must be just that. */
export function largestError(actual: Float32Array, expected: Float32Array): LargestError {
  expect(actual.length).toBe(expected.length);
  let scale = 1e-3;
  let worst = 0;
  let at = 0;
  for (const [i, value] of expected.entries()) {
    const error = Object.is(actual[i], value) ? 0 : Math.abs(actual[i]! - value);
    if (!(error <= worst)) {
      worst = Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
      at = i;
    }
    if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  }
  const error = worst / scale;
  const description =
    `differs most at ${at} of ${expected.length}: ${actual[at]} for ${expected[at]}, ` +
    `${error.toExponential(1)} of the largest value`;
  return { error, description };
}

export const tolerance = 1e-4;

/** As `largestError` has it; `what` is named in the message. */
export function expectClose(actual: Float32Array, expected: Float32Array, what = 'The result'): void {
  const { error, description } = largestError(actual, expected);
  expect(error, `${what} ${description}`).toBeLessThan(tolerance);
}

/** The WASM backend gives what tfjs's CPU backend gives. */
export async function expectWasmEqualsCpu(compute: () => tf.Tensor): Promise<void> {
  const expected = await on('cpu', compute);
  const actual = await on('wasm', compute);
  expectClose(actual, expected);
}
