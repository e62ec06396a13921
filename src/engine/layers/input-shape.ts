import type * as tf from '@tensorflow/tfjs';

/** The batch is null while a model is built. */
type Batch = number | null;

/** The shape of a layer's input that is a batch of maps. @throws Error for another. */
export function mapShape(shape: tf.Shape): [batch: Batch, height: number, width: number, channels: number] {
  const [batch, height, width, channels] = shape;
  if (batch === undefined || height == null || width == null || channels == null || shape.length !== 4) {
    throw new Error(`a batch of maps has [batch, height, width, channels], found [${shape}]`);
  }
  return [batch, height, width, channels];
}

/** The shape of a layer's input that is a batch of vectors. @throws Error for another. */
export function vectorShape(shape: tf.Shape): [batch: Batch, units: number] {
  const [batch, units] = shape;
  if (batch === undefined || units == null || shape.length !== 2) {
    throw new Error(`a batch of vectors has [batch, units], found [${shape}]`);
  }
  return [batch, units];
}
