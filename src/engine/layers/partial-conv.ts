import * as tf from '@tensorflow/tfjs';
import type { ConvOperation } from '#models/graph.ts';
import { itemAt } from '#models/lookup.ts';
import { convolvedShape } from './convolution.ts';
import { mapShape } from './input-shape.ts';
import { LayerConstant } from './layer-constant.ts';
import { singleInput } from './single-input.ts';

interface PartialConvConfig {
  readonly name: string;
  readonly operation: Pick<
    ConvOperation,
    'filters' | 'kernelSize' | 'strides' | 'groups' | 'connections' | 'useBias'
  >;
  readonly padding: 'valid' | 'same';
}

/**
 * A convolution whose filters do not all see every input channel: in groups (AlexNet 2012; kernel
 * [kh, kw, in / groups, filters]) or by a connection table (LeNet-5's C3; the full kernel, with the weights
 * that the table leaves out held at zero). tfjs has neither.
 */
export class PartialConv2D extends tf.layers.Layer {
  static className = 'PartialConv2D';
  readonly #config: PartialConvConfig;
  #kernel!: tf.LayerVariable;
  #bias: tf.LayerVariable | undefined;
  readonly #mask = new LayerConstant();

  constructor(config: PartialConvConfig) {
    super({ name: config.name });
    this.#config = config;
  }

  override build(inputShape: tf.Shape): void {
    const { filters, kernelSize, groups, useBias } = this.#config.operation;
    const zeros = tf.initializers.zeros();
    const [, , , channels] = mapShape(inputShape);
    const shape = [...kernelSize, channels / groups, filters];
    this.#kernel = this.addWeight('kernel', shape, 'float32', zeros);
    if (useBias) this.#bias = this.addWeight('bias', [filters], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return convolvedShape(inputShape, this.#config);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { groups, connections, strides } = this.#config.operation;
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      const kernel = this.#kernel.read() as tf.Tensor4D;
      const conv = (input: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2d(input, filter, [...strides], this.#config.padding);
      const y =
        connections === undefined
          ? inGroups(x, kernel, groups, conv)
          : conv(x, tf.mul<tf.Tensor4D>(kernel, this.#maskFor(connections, kernel)));
      return this.#bias === undefined ? y : tf.add(y, this.#bias.read());
    });
  }

  protected override disposeWeights(): number {
    this.#mask.dispose();
    return super.disposeWeights();
  }

  #maskFor(connections: readonly (readonly number[])[], kernel: tf.Tensor4D): tf.Tensor4D {
    return this.#mask.for(kernel.shape, () => connectionMask(connections, kernel.shape[2]));
  }
}

function inGroups(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  groups: number,
  conv: (input: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  const parts = tf.split(x, groups, 3) as tf.Tensor4D[];
  return tf.concat(
    (tf.split(kernel, groups, 3) as tf.Tensor4D[]).map((filter, i) => conv(itemAt(parts, i), filter)),
    3,
  );
}

/** [1, 1, channels, filters]: 1 where the filter sees the channel. */
function connectionMask(connections: readonly (readonly number[])[], channels: number): tf.Tensor4D {
  const filters = connections.length;
  const mask = new Float32Array(channels * filters);
  connections.forEach((row, filter) => {
    for (const channel of row) mask[channel * filters + filter] = 1;
  });
  return tf.tensor4d(mask, [1, 1, channels, filters]);
}
