import type * as tf from '@tensorflow/tfjs';

/** tfjs keeps a layer's tf.Variable behind a protected field. */
export function variableOf(weight: tf.LayerVariable): tf.Variable {
  return (weight as unknown as { val: tf.Variable }).val;
}
