import * as tf from '@tensorflow/tfjs';

/**
 * A tensor that a layer multiplies with and that depends on its input's shape alone. It is made once, and again for
 * another shape or backend.
 */
export class LayerConstant {
  #tensor: tf.Tensor | undefined;
  #backend: object | undefined;
  #shape = '';

  /** The tensor that `make` gives for an input of `shape`; not to be disposed. */
  for<T extends tf.Tensor>(shape: tf.Shape, make: () => T): T {
    const wanted = String(shape.slice(1));
    if (this.#backend !== tf.backend() || this.#shape !== wanted) {
      this.dispose();
      this.#tensor = tf.keep(make());
      this.#backend = tf.backend();
      this.#shape = wanted;
    }
    return this.#tensor as T;
  }

  dispose(): void {
    this.#tensor?.dispose();
    this.#tensor = undefined;
    this.#backend = undefined;
  }
}
