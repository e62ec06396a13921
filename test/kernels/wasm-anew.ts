import * as tf from '@tensorflow/tfjs';

/** Ends the WASM backend; the next time it is set, another starts, with a memory of its own. */
export function endWasm(): void {
  const factory = tf.findBackendFactory('wasm')!;
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
}
