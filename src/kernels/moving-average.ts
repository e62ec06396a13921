import * as tf from '@tensorflow/tfjs';
import { updateByPrograms } from './webgl-weight-update.ts';
import { updateInPlace } from './weight-update.ts';

/**
 * running = keep * running + (1 - keep) * value, of one shape; by one kernel on WASM and WebGL, by tfjs operations
 * elsewhere.
 */
export function follow(running: tf.Variable, value: tf.Tensor, keep: number): void {
  // running -= rate * (value + decay * running), as the rule of 'sgd' reads with these numbers.
  const update = { rule: 'sgd', rate: keep - 1, decay: -1 } as const;
  if (updateInPlace(update, running, value, [])) return;
  if (updateByPrograms(update, running, value, [])) return;
  tf.tidy(() => running.assign(tf.add(tf.mul(running, keep), tf.mul(value, 1 - keep))));
}
