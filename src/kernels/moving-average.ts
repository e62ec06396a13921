import * as tf from '@tensorflow/tfjs';
import { updateByPrograms } from './webgl-weight-update.ts';
import { updateInPlace } from './weight-update.ts';

/**
 * average = momentum * average + (1 - momentum) * value, where both have one shape. This is one kernel on WASM and
 * WebGL, and tfjs operations elsewhere.
 */
export function updateMovingAverage(average: tf.Variable, value: tf.Tensor, momentum: number): void {
  // With these numbers the rule of 'sgd', average -= rate * (value + decay * average), computes the same.
  const update = { rule: 'sgd', rate: momentum - 1, decay: -1 } as const;
  if (updateInPlace(update, average, value, [])) return;
  if (updateByPrograms(update, average, value, [])) return;
  tf.tidy(() => average.assign(tf.add(tf.mul(average, momentum), tf.mul(value, 1 - momentum))));
}
