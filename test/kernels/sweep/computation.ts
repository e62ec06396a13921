import type * as tf from '@tensorflow/tfjs';

/** What is computed, by the names that messages have for it: outputs, and gradients of inputs. */
export type NamedTensors = Readonly<Record<string, tf.Tensor>>;

/** Something that our kernels compute, and what tells whether they do it rightly. */
export interface Computation {
  readonly name: string;
  /** By our kernels where the WASM backend runs, by tfjs's own elsewhere. */
  compute(): NamedTensors;
  /** The same for the CPU backend, where tfjs has no such operation or has it wrong. */
  reference?(): NamedTensors;
  /** Nothing is rounded on the way that could be rounded differently: the bits are the CPU backend's. */
  readonly exact?: true;
}
