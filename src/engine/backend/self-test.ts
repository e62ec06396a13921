import * as tf from '@tensorflow/tfjs';
import { batchNormTraining, hasBatchNormTraining } from '#kernels/batch-normalisation.ts';
import { composedBatchNormTraining } from '#kernels/composed-batch-normalisation.ts';
import { itemAt } from '#models/lookup.ts';

/**
 * Whether the active backend trains rightly in 32-bit precision: a convolution, batch normalisation, max pooling
 * and their gradients on small numbers. Drivers and half-precision devices that train garbage, and browsers whose
 * WebGPU refuses a shader, are found here and not in the loss curve.
 */
export async function passesSelfTest(): Promise<boolean> {
  return (await keepsPrecision()) && (await findsGradients());
}

/** Half precision has no 31.999. */
async function keepsPrecision(): Promise<boolean> {
  const { value, gradient } = tf.tidy(() => {
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9.001], [1, 3, 3, 1]);
    const kernel = tf.tensor4d([1, 2, 3, -1], [2, 2, 1, 1]);
    const loss = (filter: tf.Tensor) => {
      const map = tf.conv2d(image, filter as tf.Tensor4D, 1, 'valid');
      return tf.sum(tf.square(tf.maxPool(map, 2, 1, 'valid'))) as tf.Scalar;
    };
    const { value, grad } = tf.valueAndGrad(loss)(kernel);
    return { value, gradient: grad };
  });
  const found = [...(await value.data()), ...(await gradient.data())];
  tf.dispose([value, gradient]);
  // The map is 12, 17, 27 and 5 + 12 + 24 - 9.001 = 31.999; the last is the largest, its window 5, 6, 8, 9.001.
  const largest = 31.999;
  return isClose(found, [largest ** 2, ...[5, 6, 8, 9.001].map((pixel) => 2 * largest * pixel)]);
}

/**
 * The loss, and the sums over i of gradient_i cos(0.5 i) for kernel, image and gamma, as PyTorch finds them:
 * test/reference/self_test.py.
 */
const EXPECTED = [-0.35277, 2.53494, 10.77717, 0.96878];

async function findsGradients(): Promise<boolean> {
  const sums = tf.tidy(() => {
    const image = wave([2, 6, 6, 3], Math.sin, 0.7, 0.3) as tf.Tensor4D;
    const kernel = wave([3, 3, 3, 4], Math.cos, 1.3) as tf.Tensor4D;
    const gamma = tf.tensor1d([1, 1.5, 0.5, -1]);
    const beta = tf.tensor1d([0.1, -0.1, 0.2, 0.3]);
    const normalise = hasBatchNormTraining() ? batchNormTraining : composedBatchNormTraining;
    const loss = (kernel: tf.Tensor, image: tf.Tensor, gamma: tf.Tensor) => {
      const map = tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same');
      const { y, mean, variance } = normalise(map, gamma as tf.Tensor1D, beta, 1e-3);
      tf.dispose([mean, variance]);
      const pooled = tf.maxPool(tf.relu(y as tf.Tensor4D), 2, 2, 'valid');
      return tf.sum(tf.mul(pooled, wave(pooled.shape, Math.cos, 0.9))) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(loss)([kernel, image, gamma]);
    return tf.stack([
      value,
      ...grads.map((gradient) => tf.sum(tf.mul(gradient, wave(gradient.shape, Math.cos, 0.5)))),
    ]);
  });
  const found = [...(await sums.data())];
  sums.dispose();
  return isClose(found, EXPECTED);
}

function wave(shape: number[], of: (x: number) => number, rate: number, phase = 0): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => of(rate * i + phase)),
    shape,
  );
}

function isClose(found: readonly number[], expected: readonly number[]): boolean {
  return found.every((x, i) => {
    const wanted = itemAt(expected, i);
    return Math.abs(x - wanted) <= 1e-4 * Math.max(1, Math.abs(wanted));
  });
}
