import * as tf from '@tensorflow/tfjs';
import { batchNormTraining, hasBatchNormTraining } from '#kernels/batch-normalisation.ts';
import { composedBatchNormTraining } from '#kernels/composed-batch-normalisation.ts';
import { updateMovingAverage } from '#kernels/moving-average.ts';
import { singleInput } from './single-input.ts';
import { variableOf } from './variable-of.ts';

export interface BatchNormalizationConfig {
  readonly name: string;
  readonly epsilon: number;
  /** running = momentum * running + (1 - momentum) * batch */
  readonly momentum: number;
}

/**
 * Ioffe & Szegedy 2015, over all axes but the channels. As tfjs's own layer (weights gamma, beta, moving mean
 * and moving variance in this order, population variance), but in training one kernel forward and one backward
 * where the backend has them, and few elsewhere.
 */
export class BatchNormalization extends tf.layers.Layer {
  static className = 'BatchNormalization';
  readonly #config: BatchNormalizationConfig;
  #gamma!: tf.LayerVariable;
  #beta!: tf.LayerVariable;
  #movingMean!: tf.LayerVariable;
  #movingVariance!: tf.LayerVariable;

  constructor(config: BatchNormalizationConfig) {
    super({ name: config.name });
    this.#config = config;
  }

  override build(inputShape: tf.Shape): void {
    const shape = inputShape.slice(-1);
    const add = (name: string, start: 'zeros' | 'ones', trainable: boolean) =>
      this.addWeight(name, shape, 'float32', tf.initializers[start](), undefined, trainable);
    this.#gamma = add('gamma', 'ones', true);
    this.#beta = add('beta', 'zeros', true);
    this.#movingMean = add('movingMean', 'zeros', false);
    this.#movingVariance = add('movingVariance', 'ones', false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      const [gamma, beta] = [this.#gamma.read(), this.#beta.read()] as [tf.Tensor1D, tf.Tensor1D];
      const { epsilon } = this.#config;
      if (kwargs.training !== true) {
        const mean = this.#movingMean.read() as tf.Tensor1D;
        return tf.batchNorm(x, mean, this.#movingVariance.read() as tf.Tensor1D, beta, gamma, epsilon);
      }
      const normalise = hasBatchNormTraining() ? batchNormTraining : composedBatchNormTraining;
      const { y, mean, variance } = normalise(x, gamma, beta, epsilon);
      updateMovingAverage(variableOf(this.#movingMean), mean, this.#config.momentum);
      updateMovingAverage(variableOf(this.#movingVariance), variance, this.#config.momentum);
      tf.dispose([mean, variance]);
      return y;
    });
  }
}
