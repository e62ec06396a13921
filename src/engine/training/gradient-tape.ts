import * as tf from '@tensorflow/tfjs';

interface TapeState {
  activeTape: readonly { readonly saved?: readonly tf.Tensor[] | null }[] | null;
}

/**
 * Frees what the gradient tape has kept of a step that failed in the middle, for lack of memory above all: tfjs
 * itself frees it only at the end of a step.
 */
export function releaseGradientTape(): void {
  const { state } = tf.engine() as unknown as { readonly state: TapeState };
  for (const { saved } of state.activeTape ?? []) tf.dispose([...(saved ?? [])]);
  state.activeTape = null;
}
