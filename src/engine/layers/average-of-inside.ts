import * as tf from '@tensorflow/tfjs';
import type { Padding, Pair } from '#models/graph.ts';
import { axisPadding } from '#models/shape-inference.ts';
import { mapShape } from './input-shape.ts';
import { LayerConstant } from './layer-constant.ts';
import { singleInput } from './single-input.ts';

interface AverageOfInsideConfig {
  readonly name: string;
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/**
 * Average pooling whose padding does not count in the divisor. tfjs gives the same means with padding 'same', but
 * its gradient divides by the whole window at the edges too. Takes and gives NHWC.
 */
export class AverageOfInside extends tf.layers.Layer {
  static className = 'AverageOfInside';
  readonly #config: AverageOfInsideConfig;
  readonly #scale = new LayerConstant();

  constructor(config: AverageOfInsideConfig) {
    super({ name: config.name });
    this.#config = config;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [rows, columns] = this.#axes(inputShape);
    const [batch, , , channels] = mapShape(inputShape);
    return [batch, rows.output, columns.output, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { poolSize, strides } = this.#config;
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      const [rows, columns] = this.#axes(x.shape);
      const padded = tf.pad4d(x, [
        [0, 0],
        [rows.before, rows.after],
        [columns.before, columns.after],
        [0, 0],
      ]);
      const mean = tf.avgPool(padded, [...poolSize], [...strides], 'valid');
      return tf.mul(
        mean,
        this.#scale.for(x.shape, () => this.#scaleFor(x.shape)),
      );
    });
  }

  protected override disposeWeights(): number {
    this.#scale.dispose();
    return super.disposeWeights();
  }

  /** [rows, columns, 1]: the window's size by the number of its pixels inside the map. */
  #scaleFor(shape: tf.Shape): tf.Tensor3D {
    const [rows, columns] = this.#axes(shape);
    const along = ({ output, before, input, size, stride }: typeof rows) =>
      Array.from({ length: output }, (_, i) => {
        const start = i * stride - before;
        const end = Math.min(start + size, input);
        return size / (end - Math.max(start, 0));
      });
    const acrossColumns = along(columns);
    return tf.tensor3d(along(rows).map((row) => acrossColumns.map((column) => [row * column])));
  }

  #axes(shape: tf.Shape) {
    const { poolSize, strides, padding } = this.#config;
    const [, height, width] = mapShape(shape);
    const along = (axis: 'height' | 'width', input: number, size: number, stride: number) => ({
      input,
      size,
      stride,
      ...axisPadding(padding, axis, input, size, stride),
    });
    return [
      along('height', height, poolSize[0], strides[0]),
      along('width', width, poolSize[1], strides[1]),
    ] as const;
  }
}
