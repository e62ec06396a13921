import * as tf from '@tensorflow/tfjs';
import type { ConvOperation } from '#models/graph.ts';
import { biasedConvolution } from './biased-convolution.ts';
import { mapShape } from './input-shape.ts';
import { singleInput } from './single-input.ts';

interface ConvolutionConfig {
  readonly name: string;
  readonly operation: Pick<ConvOperation, 'filters' | 'kernelSize' | 'strides' | 'useBias'>;
  readonly padding: 'valid' | 'same';
}

/** A convolution whose filters see every input channel; as tfjs's own layer, but a cheaper first one in training. */
export class Convolution extends tf.layers.Layer {
  static className = 'Convolution';
  readonly #config: ConvolutionConfig;
  #kernel!: tf.LayerVariable;
  #bias: tf.LayerVariable | undefined;

  constructor(config: ConvolutionConfig) {
    super({ name: config.name });
    this.#config = config;
  }

  override build(inputShape: tf.Shape): void {
    const { filters, kernelSize, useBias } = this.#config.operation;
    const [, , , channels] = mapShape(inputShape);
    const zeros = tf.initializers.zeros();
    this.#kernel = this.addWeight('kernel', [...kernelSize, channels, filters], 'float32', zeros);
    if (useBias) this.#bias = this.addWeight('bias', [filters], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return convolvedShape(inputShape, this.#config);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { strides } = this.#config.operation;
    const { padding } = this.#config;
    const x = singleInput<tf.Tensor4D>(inputs);
    const kernel = this.#kernel.read() as tf.Tensor4D;
    if (this.#bias === undefined) return tf.conv2d(x, kernel, [...strides], padding);
    return biasedConvolution(x, kernel, this.#bias.read() as tf.Tensor1D, strides, padding);
  }
}

/** [batch, height, width, filters] from [batch, height, width, channels]. */
export function convolvedShape(
  inputShape: tf.Shape,
  { operation: { filters, kernelSize, strides }, padding }: Omit<ConvolutionConfig, 'name'>,
): tf.Shape {
  const [batch, height, width] = mapShape(inputShape);
  const side = (input: number, axis: 0 | 1) => {
    const span = padding === 'same' ? input - 1 : input - kernelSize[axis];
    return Math.floor(span / strides[axis]) + 1;
  };
  return [batch, side(height, 0), side(width, 1), filters];
}
