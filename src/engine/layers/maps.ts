import * as tf from '@tensorflow/tfjs';
import type { Pair } from '#models/graph.ts';
import { mapShape } from './input-shape.ts';
import { singleInput } from './single-input.ts';

/** Layers on feature maps that tfjs lacks and that have no weights. All take and give NHWC. */

/** Krizhevsky et al. 2012, section 3.3; `alpha` is not divided by the number of channels summed. */
export class LocalResponseNormalization extends tf.layers.Layer {
  static className = 'LocalResponseNormalization';
  readonly #config: { name: string; depthRadius: number; bias: number; alpha: number; beta: number };

  constructor(config: { name: string; depthRadius: number; bias: number; alpha: number; beta: number }) {
    super({ name: config.name });
    this.#config = config;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { depthRadius, bias, alpha, beta } = this.#config;
    return tf.localResponseNormalization(singleInput<tf.Tensor4D>(inputs), depthRadius, bias, alpha, beta);
  }
}

/** LeCun et al. 1998, section II.B: 1.7159 tanh(2 x / 3). */
export class ScaledTanh extends tf.layers.Layer {
  static className = 'ScaledTanh';

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul(tf.tanh(tf.mul(singleInput(inputs), 2 / 3)), 1.7159));
  }
}

/**
 * inputs[0] + scale * inputs[1]: a shortcut, or a residual branch made smaller (Szegedy et al. 2016, section 3.3).
 * tfjs's own layer for a scale of 1 clones its first input.
 */
export class ScaledAdd extends tf.layers.Layer {
  static className = 'ScaledAdd';
  readonly #scale: number;

  constructor(config: { name: string; scale: number }) {
    super({ name: config.name });
    this.#scale = config.scale;
  }

  override computeOutputShape([trunk]: [tf.Shape, tf.Shape]): tf.Shape {
    return trunk;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [trunk, branch] = inputs as [tf.Tensor, tf.Tensor];
    return tf.tidy(() => tf.add(trunk, this.#scale === 1 ? branch : tf.mul(branch, this.#scale)));
  }
}

/** He et al. 2015, section 3.3, option A: every `strides`-th pixel, then `zeroChannels` channels of zeros. */
export class PadShortcut extends tf.layers.Layer {
  static className = 'PadShortcut';
  readonly #config: { name: string; strides: Pair; zeroChannels: number; before: number };

  constructor(config: { name: string; strides: Pair; zeroChannels: number; before: number }) {
    super({ name: config.name });
    this.#config = config;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { strides, zeroChannels } = this.#config;
    const [batch, height, width, channels] = mapShape(inputShape);
    return [batch, Math.ceil(height / strides[0]), Math.ceil(width / strides[1]), channels + zeroChannels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { strides, zeroChannels, before } = this.#config;
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      // A 1x1 max pooling takes every n-th pixel, and has a gradient on every backend (strided slices do not).
      const sampled = tf.maxPool(x, 1, [...strides], 'same');
      return tf.pad4d(sampled, [
        [0, 0],
        [0, 0],
        [0, 0],
        [before, zeroChannels - before],
      ]);
    });
  }
}

/** Means over `outputSize` windows that cover the map, overlapping where it does not divide (as PyTorch's). */
export class AdaptiveAveragePooling2D extends tf.layers.Layer {
  static className = 'AdaptiveAveragePooling2D';
  readonly #outputSize: Pair;

  constructor(config: { name: string; outputSize: Pair }) {
    super({ name: config.name });
    this.#outputSize = config.outputSize;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, , , channels] = mapShape(inputShape);
    return [batch, ...this.#outputSize, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      const [batch, height, width, channels] = x.shape;
      // One kernel forward and one backward; slices read their whole input back on WASM.
      if (this.#outputSize.every((side) => side === 1)) return tf.avgPool(x, [height, width], 1, 'valid');
      const rows = windows(height, this.#outputSize[0]);
      const columns = windows(width, this.#outputSize[1]);
      const means = rows.flatMap(([top, bottom]) =>
        columns.map(([left, right]) =>
          tf.mean(tf.slice(x, [0, top, left, 0], [batch, bottom - top, right - left, channels]), [1, 2]),
        ),
      );
      return tf.reshape(tf.stack(means, 1), [batch, ...this.#outputSize, channels]);
    });
  }
}

function windows(input: number, output: number): [start: number, end: number][] {
  return Array.from({ length: output }, (_, i) => [
    Math.floor((i * input) / output),
    Math.ceil(((i + 1) * input) / output),
  ]);
}
