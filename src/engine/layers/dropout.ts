import * as tf from '@tensorflow/tfjs';
import { dropoutMask } from '#kernels/dropout-mask.ts';
import { singleInput } from './single-input.ts';

/** Gives every use of dropout in a run its own seed; the run's generator stands behind it. */
export interface DropoutSeeds {
  /** A fresh whole number from 1 to 2^31 - 1. */
  next(): number;
}

/**
 * Dropout whose masks follow from the run's seed. The one of tfjs draws the same mask at every step once
 * it is seeded, and cannot be resumed. Inverted: what is kept is divided by 1 - rate.
 */
export class SeededDropout extends tf.layers.Layer {
  static className = 'SeededDropout';
  readonly #rate: number;
  seeds: DropoutSeeds | undefined;

  constructor(config: { readonly rate: number; readonly name: string }) {
    super(config);
    this.#rate = config.rate;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
    const x = singleInput(inputs);
    if (kwargs.training !== true || this.#rate === 0) return x.clone();
    const { seeds } = this;
    if (seeds === undefined) throw new Error(`${this.name}: dropout trains only with a source of seeds`);
    return tf.tidy(() => tf.mul(x, dropoutMask(x.shape, this.#rate, seeds.next())));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate };
  }
}

tf.serialization.registerClass(SeededDropout);
