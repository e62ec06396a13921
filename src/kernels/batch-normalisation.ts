import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { servingModule } from './serving-module.ts';
import { replaceKernel } from './wasm-backend.ts';

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
  const [y, mean, variance] = tf
    .engine()
    .runKernel(forwardName, { x, gamma, beta }, { epsilon }) as unknown as tf.Tensor[];
  return { y: y!, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

/** Registers the two kernels and the gradient that leads from one to the other. */
export function registerBatchNormalisation({ backend, functions, scratch }: KernelModule): void {
  const place = ({ dataId }: tf.TensorInfo) => backend.getMemoryOffset(dataId);

  replaceKernel(forwardName, ({ inputs, attrs }) => {
    const { x, gamma, beta } = inputs as { x: tf.TensorInfo; gamma: tf.TensorInfo; beta: tf.TensorInfo };
    const columns = gamma.shape[0]!;
    const rows = tf.util.sizeFromShape(x.shape) / columns;
    const y = backend.makeOutput(x.shape, 'float32');
    const mean = backend.makeOutput([columns], 'float32');
    const variance = backend.makeOutput([columns], 'float32');
    const work = scratch(4 * columns);
    functions.batchMoments(place(x), place(mean), place(variance), rows, columns);
    functions.batchNormalise(
      place(x),
      place(mean),
      place(variance),
      place(gamma),
      place(beta),
      place(y),
      rows,
      columns,
      attrs['epsilon'] as number,
      work,
    );
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
    const columns = gamma.shape[0]!;
    const rows = tf.util.sizeFromShape(x.shape) / columns;
    const outputs = [x.shape, [columns], [columns]].map((shape) => backend.makeOutput(shape, 'float32'));
    const work = scratch(12 * columns);
    functions.batchNormaliseGradient(
      ...[x, dy, mean, variance, gamma, ...outputs].map(place),
      rows,
      columns,
      attrs['epsilon'] as number,
      work,
    );
    return outputs;
  });

  if (tf.getGradient(forwardName)) return;
  tf.registerGradient({
    kernelName: forwardName,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attrs) => {
      const [dy] = dys as tf.Tensor[];
      const [x, gamma, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const [dx, dgamma, dbeta] = tf
        .engine()
        .runKernel(gradientName, { x, dy: dy!, mean, variance, gamma }, attrs) as unknown as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
    },
  });
}
