import type { Weight } from '#models/weights.ts';

/**
 * Kernels are height x width x inputs x outputs here and outputs x inputs x height x width in PyTorch, those of fully
 * connected layers too: what one reads from a flattened map goes through rows, columns, channels here, and through
 * channels, rows, columns there.
 */

type Values = Float32Array<ArrayBuffer>;

/** A weight's values in PyTorch's order, in the order here. Vectors are returned as they are. */
export function fromPyTorch({ window }: Pick<Weight, 'window'>, values: Values): Values {
  if (window === undefined) return values;
  const [height, width, inputs, outputs] = window;
  return swapped(values, outputs, inputs, height * width, 'outputsFirst');
}

/** The same the other way round. */
export function toPyTorch({ window }: Pick<Weight, 'window'>, values: Values): Values {
  if (window === undefined) return values;
  const [height, width, inputs, outputs] = window;
  return swapped(values, outputs, inputs, height * width, 'outputsLast');
}

/** From outputs x inputs x places to places x inputs x outputs, or back. */
function swapped(
  values: Values,
  outputs: number,
  inputs: number,
  places: number,
  from: 'outputsFirst' | 'outputsLast',
): Values {
  const result = new Float32Array(values.length);
  // By blocks of outputs, so that what is read and what is written both stay in the cache.
  const block = 16;
  for (let first = 0; first < outputs; first += block) {
    const end = Math.min(first + block, outputs);
    for (let input = 0; input < inputs; input++) {
      for (let place = 0; place < places; place++) {
        const here = (place * inputs + input) * outputs;
        const there = input * places + place;
        for (let output = first; output < end; output++) {
          const other = output * inputs * places + there;
          if (from === 'outputsFirst') result[here + output] = values[other]!;
          else result[other] = values[here + output]!;
        }
      }
    }
  }
  return result;
}
