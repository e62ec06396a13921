import { blockUntilReady, jit, lax, numpy as np, vjp } from '@jax-js/jax';
import { type ConvolutionTask, outSideOf, paddingOf } from '#test/bench/task.ts';

/**
 * The convolution or one of its gradients under `jit`. As jax-js derives it, a gradient is a convolution with
 * dilation; what `vjp` does for the value itself, nobody reads, and `jit` leaves it out.
 */
export function convolution(task: ConvolutionTask): { step(): Promise<void>; dispose(): void } {
  const { batchSize, side, inChannels, outChannels, kernel, stride, direction } = task;
  const outSide = outSideOf(task);
  const [rows, columns] = paddingOf(task);
  const convolve = (x: np.Array, filter: np.Array) =>
    lax.convGeneralDilated(
      x,
      filter,
      [stride, stride],
      [
        [rows, rows],
        [columns, columns],
      ],
    );
  const x = noise([batchSize, inChannels, side, side]);
  const filter = noise([outChannels, inChannels, ...kernel]);
  const dy = noise([batchSize, outChannels, outSide, outSide]);
  const run = {
    forward: jit((x: np.Array, filter: np.Array, _dy: np.Array) => convolve(x, filter)),
    filterGradient: jit((x: np.Array, filter: np.Array, dy: np.Array) =>
      gradient((filter) => convolve(x, filter), filter, dy),
    ),
    inputGradient: jit((x: np.Array, filter: np.Array, dy: np.Array) =>
      gradient((x) => convolve(x, filter), x, dy),
    ),
  }[direction];
  return {
    async step() {
      const output = run(x.ref, filter.ref, dy.ref);
      await blockUntilReady(output);
      output.dispose();
    },
    dispose() {
      for (const tensor of [x, filter, dy]) tensor.dispose();
      run.dispose();
    },
  };
}

function gradient(f: (at: np.Array) => np.Array, at: np.Array, dy: np.Array): np.Array {
  const [value, back] = vjp(f, [at]);
  value.dispose();
  const [result] = back(dy) as [np.Array];
  back.dispose();
  return result;
}

/** Numbers between -1 and 1 by a linear congruential generator (Numerical Recipes). */
function noise(shape: number[]): np.Array {
  let state = 1;
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return np.array(values).reshape(shape);
}
