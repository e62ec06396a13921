import * as tf from '@tensorflow/tfjs';
import type { Pair } from '#models/graph.ts';
import { mapShape } from './input-shape.ts';
import { singleInput } from './single-input.ts';

/**
 * LeNet-5's S layers (LeCun et al. 1998, section II.B): the sum over each window times a trainable
 * coefficient plus a trainable bias, one pair a channel.
 */
export class Subsample extends tf.layers.Layer {
  static className = 'Subsample';
  readonly #poolSize: Pair;
  #coefficient!: tf.LayerVariable;
  #bias!: tf.LayerVariable;

  constructor(config: { name: string; poolSize: Pair }) {
    super({ name: config.name });
    this.#poolSize = config.poolSize;
  }

  override build(inputShape: tf.Shape): void {
    const [, , , channels] = mapShape(inputShape);
    this.#coefficient = this.addWeight('coefficient', [channels], 'float32', tf.initializers.zeros());
    this.#bias = this.addWeight('bias', [channels], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, height, width, channels] = mapShape(inputShape);
    const side = (input: number, size: number) => Math.floor((input - size) / size) + 1;
    return [batch, side(height, this.#poolSize[0]), side(width, this.#poolSize[1]), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [height, width] = this.#poolSize;
      const mean = tf.avgPool(singleInput<tf.Tensor4D>(inputs), [height, width], [height, width], 'valid');
      const sum = tf.mul(mean, height * width);
      return tf.add(tf.mul(sum, this.#coefficient.read()), this.#bias.read());
    });
  }
}
