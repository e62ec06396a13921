import type * as tf from '@tensorflow/tfjs';

export interface Normalised {
  /** As x. */
  readonly y: tf.Tensor4D;
  /** [channels]: of the batch; the variance is the population's. To be disposed by the caller. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Batch normalisation for a backend without a kernel for it. The caller disposes the tensors made on the way. */
export interface BatchNormalisationSteps {
  /** `saved` is what `backward` needs. */
  forward(
    x: tf.Tensor4D,
    gamma: tf.Tensor1D,
    beta: tf.Tensor1D,
    epsilon: number,
  ): Normalised & { readonly saved: readonly tf.Tensor[] };
  /** @returns the gradients for x, gamma and beta */
  backward(dy: tf.Tensor4D, saved: readonly tf.Tensor[], epsilon: number): tf.Tensor[];
}
