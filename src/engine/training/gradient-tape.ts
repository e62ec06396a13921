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
 * Finds gradients with tensors saved for them by reference. tfjs saves each as a clone that a kernel makes and that is
 * put on the tape itself: more than half of all kernels of a step, for what a second tensor on the same buffer does
 * too. Where clones are copies, by tfjs's own kernel for WASM, they stay what they are. Not for gradients of gradients.
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
 * Frees what the gradient tape has kept of a step that failed in the middle, for lack of memory above all: tfjs
 * itself frees it only at the end of a step.
 */
export function releaseGradientTape(): void {
  const { state } = tf.engine() as unknown as { readonly state: TapeState };
  for (const { saved } of state.activeTape ?? []) tf.dispose([...(saved ?? [])]);
  state.activeTape = null;
}
