import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { servingModule } from './serving-module.ts';
import { expectFloats, replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

const forwardName = 'BatchNormTraining';
const gradientName = 'BatchNormTrainingGrad';

interface Normalised {
  /** As x. */
  readonly y: tf.Tensor;
  /** [channels]: the batch's mean and its variance (of the population, not the sample). */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Whether `batchNormTraining` has its kernels: on the WASM backend, with SIMD. */
export function hasBatchNormTraining(): boolean {
  return tf.getBackend() === 'wasm' && servingModule() !== null;
}

/**
 * Batch normalisation in training as one kernel forward and one backward (Ioffe & Szegedy 2015,
 * algorithm 1), over all axes but the last, with gradients for x, gamma and beta. The gradient does not
 * flow through the returned mean and variance, which are for the moving averages.
 *
 * @param x [..., channels]
 * @param gamma [channels]
 * @param beta [channels]
 */
export function batchNormTraining(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): Normalised {
  const channels = x.shape.at(-1);
  for (const [name, parameter] of Object.entries({ gamma, beta })) {
    if (parameter.rank !== 1 || parameter.size !== channels) {
      throw new Error(
        `Batch normalisation of [${x.shape}] needs ${name} [${channels}], got [${parameter.shape}].`,
      );
    }
  }
  expectFloats('Batch normalisation', { x, gamma, beta });
  let moments: Omit<Normalised, 'y'> | undefined;
  // tfjs uploads zeros for every output that has no gradient; with one output there are none.
  const normalise = tf.customGrad((...inputs) => {
    const [x, gamma, beta, save] = inputs as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const [y, mean, variance] = run(forwardName, { x, gamma, beta }, { epsilon });
    save([x, gamma, mean, variance]);
    // Keep these last: a kept tensor would leak if a later line threw.
    moments = { mean: tf.keep(mean as tf.Tensor1D), variance: tf.keep(variance as tf.Tensor1D) };
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, gamma, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return run(gradientName, { x, dy, mean, variance, gamma }, { epsilon });
    };
    return { value: y, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[] };
  });
  const y = normalise(x, gamma, beta);
  return { y, mean: toScope(moments!.mean), variance: toScope(moments!.variance) };
}

/** Hands a tensor, kept beyond the scope that made it, to the current scope, which will dispose it. */
function toScope<T extends tf.Tensor>(tensor: T): T {
  tensor.kept = false;
  return (tf.engine() as unknown as { track(tensor: T): T }).track(tensor);
}

function run(name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap) {
  return tf.engine().runKernel(name, inputs, attrs) as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
}

/** Registers the two kernels. */
export function registerBatchNormalisation(module: KernelModule): void {
  const { backend, functions } = module;
  const place = ({ dataId }: tf.TensorInfo) => backend.getMemoryOffset(dataId);

  replaceKernel(forwardName, ({ inputs, attrs }) => {
    const { x, gamma, beta } = inputs as { x: tf.TensorInfo; gamma: tf.TensorInfo; beta: tf.TensorInfo };
    const { rows, columns, rowBytes, blocks, share } = shapeOf(module, x);
    const y = backend.makeOutput(x.shape, 'float32');
    const mean = backend.makeOutput([columns], 'float32');
    const variance = backend.makeOutput([columns], 'float32');
    const moments = module.scratch(2 * rowBytes * blocks);
    share('batchBlockMoments', 1, (at, block, count) => [
      place(x) + at,
      moments + 2 * rowBytes * block,
      count,
      columns,
    ]);
    functions.batchMoments(moments, place(mean), place(variance), rows, columns);
    share('batchNormalise', 2, (at, _block, count) => [
      place(x) + at,
      ...[mean, variance, gamma, beta].map(place),
      place(y) + at,
      count,
      columns,
      attrs['epsilon'] as number,
    ]);
    return [y, mean, variance];
  });

  replaceKernel(gradientName, ({ inputs, attrs }) => {
    const { x, dy, mean, variance, gamma } = inputs as Record<string, tf.TensorInfo> & {
      x: tf.TensorInfo;
      dy: tf.TensorInfo;
      mean: tf.TensorInfo;
      variance: tf.TensorInfo;
      gamma: tf.TensorInfo;
    };
    const { rows, columns, rowBytes, blocks, share } = shapeOf(module, x);
    const dx = backend.makeOutput(x.shape, 'float32');
    const dgamma = backend.makeOutput([columns], 'float32');
    const dbeta = backend.makeOutput([columns], 'float32');
    const sums = module.scratch(2 * rowBytes * blocks + 3 * rowBytes);
    const coefficients = sums + 2 * rowBytes * blocks;
    share('batchBlockGradientSums', 2, (at, block, count) => [
      place(x) + at,
      place(dy) + at,
      place(mean),
      sums + 2 * rowBytes * block,
      count,
      columns,
    ]);
    functions.batchParameterGradients(
      sums,
      ...[variance, gamma, dgamma, dbeta].map(place),
      coefficients,
      rows,
      columns,
      attrs['epsilon'] as number,
    );
    share('batchNormaliseGradient', 3, (at, _block, count) => [
      place(x) + at,
      place(dy) + at,
      place(mean),
      coefficients,
      place(dx) + at,
      count,
      columns,
    ]);
    return [dx, dgamma, dbeta];
  });
}

/** x as rows of channels, and how work on it is shared: by blocks of rows. */
function shapeOf(module: KernelModule, x: tf.TensorInfo) {
  const columns = x.shape.at(-1)!;
  const rows = tf.util.sizeFromShape(x.shape) / columns;
  const rowBytes = 4 * columns;
  const blockRows = module.functions.batchBlockRows();
  const blocks = Math.ceil(rows / blockRows);
  /**
   * @param tensors How many tensors of the size of x the function reads or writes.
   * @param argumentsOf Gives the function's arguments for a range of blocks: `at` is the byte where the range starts
   *   in such a tensor, `block` the number of its first block, `count` how many rows it has. The place of scratch for
   *   one row is added to them.
   */
  const share = (
    name: 'batchBlockMoments' | 'batchNormalise' | 'batchBlockGradientSums' | 'batchNormaliseGradient',
    tensors: number,
    argumentsOf: (at: number, block: number, count: number) => number[],
  ) =>
    module.parallel(
      name,
      { items: blocks, estimatedMs: msToMove(tensors * rows * rowBytes), scratchBytes: rowBytes },
      (first, end) => {
        const start = first * blockRows;
        return argumentsOf(start * rowBytes, first, Math.min(rows, end * blockRows) - start);
      },
    );
  return { rows, columns, rowBytes, blocks, share };
}
