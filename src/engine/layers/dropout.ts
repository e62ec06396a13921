import * as tf from '@tensorflow/tfjs';
import { dropoutMask } from '#kernels/dropout-mask.ts';
import { singleInput } from './single-input.ts';

/** Where dropout takes its masks from: the seed of a layer's mask at the step under way. */
export interface MaskSeeds {
  /** A whole number from 1 to 2^31 - 1 that follows from the run's seed, the step and the layer. */
  of(layer: string): number;
}

/**
 * Dropout whose masks follow from the run's seed, the step and the layer. The one of tfjs draws the same mask at every
 * step once it is seeded. Inverted: what is kept is divided by 1 - rate.
 */
export class SeededDropout extends tf.layers.Layer {
  static className = 'SeededDropout';
  readonly #rate: number;
  maskSeeds: MaskSeeds | undefined;

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
    const { maskSeeds } = this;
    if (maskSeeds === undefined)
      throw new Error(`${this.name}: dropout trains only with seeds for its masks`);
    return tf.tidy(() => tf.mul(x, dropoutMask(x.shape, this.#rate, maskSeeds.of(this.name))));
  }
}
