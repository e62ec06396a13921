import * as tf from '@tensorflow/tfjs';
import { largestError, tolerance } from '../comparison.ts';
import type { Computation } from './computation.ts';
import { convolutions } from './convolutions.ts';
import { joins } from './joins.ts';
import { normalisations } from './normalisations.ts';
import { poolings } from './poolings.ts';
import { products } from './products.ts';
import { rest } from './rest.ts';
import { updates } from './updates.ts';

/** Every kernel of ours over a sweep of shapes. */
export const sweep: readonly Computation[] = [
  ...convolutions,
  ...products,
  ...normalisations,
  ...poolings,
  ...joins,
  ...rest,
  ...updates,
];

/** The outputs of a computation, on the backend in use. */
export type Outputs = readonly Float32Array[];

/** Leaves no tensor. */
export function outputsOf(compute: () => tf.Tensor[]): Outputs {
  const outputs = tf.tidy(compute);
  const numbers = outputs.map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose(outputs);
  return numbers;
}

/** A little of each. */
export const sample: readonly Computation[] = sweep.filter((_, i) => i % 8 === 0);

/** What our kernels compute on the WASM backend, by name. */
export function computeAll(computations = sweep): Map<string, Outputs> {
  return new Map(computations.map(({ name, compute }) => [name, outputsOf(compute)]));
}

const bits = (numbers: Float32Array) => new Uint32Array(numbers.buffer);

/** Which computations gave other bits. */
export function differing(
  actual: ReadonlyMap<string, Outputs>,
  expected: ReadonlyMap<string, Outputs>,
): string[] {
  const different = [...expected].filter(([name, outputs]) => {
    const found = actual.get(name);
    return outputs.some((numbers, i) => {
      const others = bits(found?.[i] ?? new Float32Array());
      return bits(numbers).some((value, k) => value !== others[k]);
    });
  });
  return different.map(([name]) => name);
}

/** What a computation should give, from the CPU backend. */
export function referenceOf({ compute, reference = compute }: Computation): Outputs {
  return outputsOf(reference);
}

/** The errors of a computation's outputs that are too large, by the number of the output. */
export function errorsOf({ exact }: Computation, actual: Outputs, expected: Outputs): Record<number, number> {
  if (actual.length !== expected.length) return { [actual.length]: Number.NaN };
  const errors = expected.map((numbers, i) => [i, largestError(actual[i]!, numbers)] as const);
  return Object.fromEntries(errors.filter(([, error]) => !(exact ? error === 0 : error < tolerance)));
}
