/**
 * Weights and images from the layer's name and the index: the same numbers, to the bit, as those of
 * test/reference/nets/formula.py, which says how they are made.
 */

/** FNV-1a of an ASCII name. */
function seed(name: string): number {
  let word = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) word = Math.imul(word ^ name.charCodeAt(i), 0x01000193);
  return word;
}

/** 32 well-mixed bits; constants: C. Wellons, lowbias32. */
function mix(seeded: number, index: number): number {
  let x = Math.imul(index, 0x9e3779b1) + seeded;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function values(name: string, count: number, centre: number, radius: number): Float32Array {
  const seeded = seed(name);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = centre + radius * ((mix(seeded, i) >>> 8) * 2 ** -23 - 1);
  return out;
}

/** How large the weights are: `Scale` of formula.py. */
export interface Scale {
  readonly gain: number;
  readonly gamma: number;
  readonly beta: number;
}

export type WeightKind =
  | 'kernel'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'moving_mean'
  | 'moving_variance'
  | 'coefficient';

/** The values of a weight, flat in the order of its tfjs shape. */
export function weightValues(
  layer: string,
  kind: WeightKind,
  shape: readonly number[],
  scale: Scale,
): Float32Array {
  const of = (centre: number, radius: number) =>
    values(
      `${layer}.${kind}`,
      shape.reduce((product, side) => product * side, 1),
      centre,
      radius,
    );
  switch (kind) {
    case 'kernel': {
      const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1);
      return of(0, scale.gain * Math.sqrt(6 / fanIn));
    }
    case 'gamma':
      return of(scale.gamma, 0.25 * scale.gamma);
    case 'beta':
      return of(scale.beta, Math.max(0.1, 0.25 * scale.beta));
    case 'moving_variance':
      return of(1, 0.25);
    case 'coefficient':
      return of(0.25, 0.1);
    case 'bias':
    case 'moving_mean':
      return of(0, 0.1);
  }
}

/** Flat indices into a map of `size` values: all of them, or `count` of the formula's choice. */
export function positions(name: string, count: number, size: number): number[] {
  if (size <= count) return Array.from({ length: size }, (_, i) => i);
  const seeded = seed(`${name}.positions`);
  return Array.from({ length: count }, (_, i) => mix(seeded, i) % size);
}

/** Images within [-1, 1), flat in NHWC order. */
export function imageValues(count: number, name: string): Float32Array {
  return values(name, count, 0, 1);
}

/** The label of each image. */
export function labelValues(batch: number, classes: number): Int32Array {
  const seeded = seed('labels');
  return Int32Array.from({ length: batch }, (_, i) => mix(seeded, i) % classes);
}
