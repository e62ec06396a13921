import * as tf from '@tensorflow/tfjs';
import { largestError, tolerance } from '../comparison.ts';
import type { Computation, NamedTensors } from './computation.ts';
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

/** The outputs of a computation by name, on the backend in use. */
export type Outputs = Readonly<Record<string, Float32Array>>;

/** Leaves no tensor. */
export function outputsOf(compute: () => NamedTensors): Outputs {
  const tensors = Object.entries(tf.tidy(compute));
  const outputs = tensors.map(([name, tensor]) => [name, Float32Array.from(tensor.dataSync())] as const);
  tf.dispose(tensors.map(([, tensor]) => tensor));
  return Object.fromEntries(outputs);
}

/** A little of each. */
export const sample: readonly Computation[] = sweep.filter((_, i) => i % 8 === 0);

/** What our kernels compute on the WASM backend, by name. */
export function computeAll(computations = sweep): Map<string, Outputs> {
  return new Map(computations.map(({ name, compute }) => [name, outputsOf(compute)]));
}

const bits = (numbers: Float32Array) => new Uint32Array(numbers.buffer);

/** Which outputs of which computations have other bits, and from where on. */
export function differing(
  actual: ReadonlyMap<string, Outputs>,
  expected: ReadonlyMap<string, Outputs>,
): string[] {
  return [...expected].flatMap(([name, outputs]) =>
    Object.entries(outputs).flatMap(([output, numbers]) => {
      const found = actual.get(name)?.[output] ?? new Float32Array();
      const others = bits(found);
      const at = bits(numbers).findIndex((value, i) => value !== others[i]);
      return at < 0 ? [] : [`${name}: ${output} from ${at} on, ${found[at]} for ${numbers[at]}`];
    }),
  );
}

/** What a computation should give, from the CPU backend. */
export function referenceOf({ compute, reference = compute }: Computation): Outputs {
  return outputsOf(reference);
}

/** What is wrong with a computation's outputs, by their names: how far they are off. */
export function errorsOf({ exact }: Computation, actual: Outputs, expected: Outputs): Record<string, string> {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const [numbers, wanted] = [actual[name], expected[name]];
      if (!numbers || !wanted) return [[name, numbers ? 'has no reference' : 'is missing']];
      const { error, description } = largestError(numbers, wanted);
      return (exact ? error === 0 : error < tolerance) ? [] : [[name, description]];
    }),
  );
}
