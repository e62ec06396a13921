import * as tf from '@tensorflow/tfjs';
import { channelMean } from './channel-mean.ts';
import { timesNumber } from './times-number.ts';

interface Normalised {
  /** As x. */
  readonly y: tf.Tensor4D;
  /** [channels]: of the batch; the variance is the population's. To be disposed by the caller. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalisation in training from tfjs's operations, with a gradient of its own for x, gamma and beta: the one
 * that tfjs would take through each operation needs several times as many kernels, and uploads tensors of ones as
 * large as x. As with `batchNormTraining`, the gradient does not flow through mean and variance.
 */
export function composedBatchNormTraining(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): Normalised {
  let moments: Omit<Normalised, 'y'> | undefined;
  const normalise = tf.customGrad((...inputs) => {
    const [x, gamma, beta, save] = inputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const mean = channelMean(x);
    const variance = channelMean(tf.square(tf.sub(x, mean)));
    // What is kept outlives an error: last, when nothing can fail any more.
    const value = tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
    moments = { mean: tf.keep(mean), variance: tf.keep(variance) };
    save([x, mean, variance, gamma]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
      const [x, mean, variance, gamma] = saved as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const normal = tf.batchNorm(x, mean, variance, undefined, undefined, epsilon);
      const meanDy = channelMean(dy);
      const slope = channelMean(tf.mul(dy, normal));
      // gamma (dy - mean dy - normal slope) / sqrt(variance + epsilon); normal has a mean of 0.
      const dx = tf.batchNorm(tf.sub(dy, tf.mul(normal, slope)), meanDy, variance, undefined, gamma, epsilon);
      const rows = x.size / gamma.size;
      return [dx, timesNumber(slope, rows), timesNumber(meanDy, rows)];
    };
    return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[] };
  });
  const y = normalise(x, gamma, beta);
  return { y: y as tf.Tensor4D, ...moments! };
}
