import * as tf from '@tensorflow/tfjs';
import { servingModule } from '#kernels/serving-module.ts';
import { lookUp } from '#models/lookup.ts';

interface TapeState {
  activeTape: readonly { readonly saved?: readonly tf.Tensor[] | null }[] | null;
}

interface SavingEngine {
  readonly state: { readonly tensorInfo: WeakMap<object, { readonly backend: tf.KernelBackend }> };
  makeTensorFromTensorInfo(info: tf.TensorInfo, backend: tf.KernelBackend): tf.Tensor;
  clone?: (x: tf.Tensor) => tf.Tensor;
}

/**
 * Finds gradients and saves the tensors for them by reference. tfjs saves each tensor as a clone, which costs a kernel
 * and a place on the tape: more than half of all kernels of a step. A second tensor on the same buffer does as well.
 * With tfjs's own kernel for WASM a clone is a copy, and stays one. Not for gradients of gradients.
 */
export function savingByReference<T>(findGradients: () => T): T {
  if (tf.getBackend() === 'wasm' && servingModule() === null) return findGradients();
  const engine = tf.engine() as unknown as SavingEngine;
  engine.clone = (x) => {
    const { backend } = lookUp(engine.state.tensorInfo, x.dataId);
    backend.incRef(x.dataId);
    return engine.makeTensorFromTensorInfo(x, backend);
  };
  try {
    return findGradients();
  } finally {
    // Uncovers the class's own `clone`.
    delete engine.clone;
  }
}

/**
 * Frees what the gradient tape holds after a step has failed half-way, mostly for lack of memory: tfjs frees it only
 * when a step ends.
 */
export function releaseGradientTape(): void {
  const { state } = tf.engine() as unknown as { readonly state: TapeState };
  for (const { saved } of state.activeTape ?? []) tf.dispose([...(saved ?? [])]);
  state.activeTape = null;
}
