import * as tf from '@tensorflow/tfjs';

/**
 * Whether the active backend computes a small convolution, max pooling and their gradients rightly in 32-bit
 * precision. Drivers and half-precision devices that train garbage are found here and not in the loss curve.
 */
export async function passesSelfTest(): Promise<boolean> {
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
  const expected = [largest ** 2, ...[5, 6, 8, 9.001].map((pixel) => 2 * largest * pixel)];
  return found.every((x, i) => Math.abs(x - expected[i]!) <= 1e-4 * expected[i]!);
}
