import * as tf from '@tensorflow/tfjs';
import type { BatchNormalisationSteps, Normalised } from './batch-normalisation-steps.ts';
import { webglBatchNormalisation } from './webgl-batch-normalisation.ts';
import { webglBackendOf } from './webgl-program.ts';

/**
 * Batch normalisation in training on a backend without a kernel for it, with a gradient of its own for x, gamma and
 * beta. tfjs's gradient, operation by operation, needs several times as many kernels and uploads tensors of ones as
 * large as x. As with `batchNormTraining`, the gradient does not flow through mean and variance.
 */
export function composedBatchNormTraining(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): Normalised {
  const backend = webglBackendOf([x, gamma, beta]);
  const steps = backend ? webglBatchNormalisation(backend) : operations;
  let moments: Omit<Normalised, 'y'> | undefined;
  const normalise = tf.customGrad((...inputs) => {
    const [x, gamma, beta, save] = inputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const { y, mean, variance, saved } = steps.forward(x, gamma, beta, epsilon);
    save([...saved]);
    // Keep these last: a kept tensor would leak if a later line threw.
    moments = { mean: tf.keep(mean), variance: tf.keep(variance) };
    return { value: y, gradFunc: (dy, saved) => steps.backward(dy as tf.Tensor4D, saved, epsilon) };
  });
  const y = normalise(x, gamma, beta);
  return { y: y as tf.Tensor4D, ...moments! };
}

const overPixels = [0, 1, 2];

/** By tfjs's operations, on any backend. */
const operations: BatchNormalisationSteps = {
  forward(x, gamma, beta, epsilon) {
    const mean: tf.Tensor1D = tf.mean(x, overPixels);
    const variance: tf.Tensor1D = tf.mean(tf.square(tf.sub(x, mean)), overPixels);
    const y = tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
    return { y, mean, variance, saved: [x, mean, variance, gamma] };
  },
  backward(dy, saved, epsilon) {
    const [x, mean, variance, gamma] = saved as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const normal = tf.batchNorm(x, mean, variance, undefined, undefined, epsilon);
    const meanDy: tf.Tensor1D = tf.mean(dy, overPixels);
    const slope = tf.mean(tf.mul(dy, normal), overPixels);
    // gamma (dy - mean dy - normal slope) / sqrt(variance + epsilon); normal has a mean of 0.
    const dx = tf.batchNorm(tf.sub(dy, tf.mul(normal, slope)), meanDy, variance, undefined, gamma, epsilon);
    const rows = x.size / gamma.size;
    return [dx, tf.mul(slope, rows), tf.mul(meanDy, rows)];
  },
};
