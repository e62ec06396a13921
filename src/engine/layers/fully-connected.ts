import * as tf from '@tensorflow/tfjs';
import { biasedProduct } from './biased-product.ts';
import { vectorShape } from './input-shape.ts';
import { singleInput } from './single-input.ts';

interface FullyConnectedConfig {
  readonly name: string;
  readonly units: number;
  readonly useBias: boolean;
}

/** On [batch, inputs]; as the dense layer of tfjs, in fewer kernels. */
export class FullyConnected extends tf.layers.Layer {
  static className = 'FullyConnected';
  readonly #config: FullyConnectedConfig;
  #kernel!: tf.LayerVariable;
  #bias: tf.LayerVariable | undefined;

  constructor(config: FullyConnectedConfig) {
    super({ name: config.name });
    this.#config = config;
  }

  override build(inputShape: tf.Shape): void {
    const { units, useBias } = this.#config;
    const [, inputs] = vectorShape(inputShape);
    const zeros = tf.initializers.zeros();
    this.#kernel = this.addWeight('kernel', [inputs, units], 'float32', zeros);
    if (useBias) this.#bias = this.addWeight('bias', [units], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch] = vectorShape(inputShape);
    return [batch, this.#config.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = singleInput<tf.Tensor2D>(inputs);
    const kernel = this.#kernel.read() as tf.Tensor2D;
    if (this.#bias === undefined) return tf.matMul(x, kernel);
    return biasedProduct(x, kernel, this.#bias.read() as tf.Tensor1D);
  }
}
