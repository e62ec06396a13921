import type * as tf from '@tensorflow/tfjs';

/** The one input of a layer that takes one. */
export function singleInput<T extends tf.Tensor = tf.Tensor>(inputs: tf.Tensor | tf.Tensor[]): T {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as T;
}
