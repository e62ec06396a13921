import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { BatchNormalisationSteps } from './batch-normalisation-steps.ts';
import { runPacked, type Uniforms } from './webgl-program.ts';

/**
 * Batch normalisation in programs of our own: six forward and six backward; tfjs's operations take three times as many.
 * The two numbers of each channel are the two rows of [..., 2, channels]. One texel then holds both numbers of two
 * channels, and one thread computes them.
 */
export function webglBatchNormalisation(backend: MathBackendWebGL): BatchNormalisationSteps {
  const run = (
    body: string,
    outputShape: readonly number[],
    inputs: Readonly<Record<string, tf.TensorInfo>>,
    uniforms: Uniforms,
  ) => runPacked(backend, body, outputShape, inputs, uniforms);

  /** Combines pairs [batch, rows, 2, channels] to pairs [2, channels]: over the rows, then over the batch. */
  const combine = (pairs: tf.TensorInfo, how: Combination): tf.TensorInfo => {
    const [batch, rows, , channels] = pairs.shape as [number, number, number, number];
    const ofImages = run(
      combined('ivec3', 'getPairs(at.x, i, 0, at.z)', how),
      [batch, 2, channels],
      { pairs },
      { count: rows },
    );
    const ofBatch = run(
      combined('ivec2', 'getPairs(i, 0, at.y)', how),
      [2, channels],
      { pairs: ofImages },
      { count: batch },
    );
    for (const info of [pairs, ofImages]) backend.disposeIntermediateTensorInfo(info);
    return ofBatch;
  };

  /** One of the two numbers of each channel, times a factor: [channels]. */
  const extract = (pairs: tf.TensorInfo, which: 'first' | 'second', factor: number): tf.Tensor1D => {
    const lanes = which === 'first' ? 'xy' : 'zw';
    const code = `setOutput(vec4(factor * getPairs(0, getOutputCoords()).${lanes}, 0, 0));`;
    return tensor(run(code, [pairs.shape[1]!], { pairs }, { factor })) as tf.Tensor1D;
  };

  return {
    forward(x, gamma, beta, epsilon) {
      const [batch, height, width, channels] = x.shape;
      const ofRows = run(ROW_MOMENTS, [batch, height, 2, channels], { x }, { width });
      const moments = combine(ofRows, 'moments');
      const y = run(NORMALISE, x.shape, { x, moments, gamma, beta }, { epsilon });
      const [mean, variance] = [extract(moments, 'first', 1), extract(moments, 'second', 1)];
      return { y: tensor(y) as tf.Tensor4D, mean, variance, saved: [x, tensor(moments), gamma] };
    },
    backward(dy, saved, epsilon) {
      const [x, moments, gamma] = saved as [tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
      const [batch, height, width, channels] = x.shape;
      const ofRows = run(ROW_SLOPES, [batch, height, 2, channels], { x, dy, moments }, { width, epsilon });
      const slopes = combine(ofRows, 'means');
      const dx = run(GRADIENT, x.shape, { x, dy, moments, slopes, gamma }, { epsilon });
      const pixels = batch * height * width;
      const [dbeta, dgamma] = [extract(slopes, 'first', pixels), extract(slopes, 'second', pixels)];
      backend.disposeIntermediateTensorInfo(slopes);
      return [tensor(dx), dgamma, dbeta];
    },
  };
}

const tensor = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);

type Combination = 'moments' | 'means';

/** Adds the pixels of a row, two to a texel, to a sum. */
const addPixels = (sum: string, texel: string) =>
  `${sum} += ${texel}.xy; if (w + 1 < int(width)) ${sum} += ${texel}.zw;`;

/** The mean and the variance of each row of x [batch, height, width, channels]: [batch, height, 2, channels]. */
const ROW_MOMENTS = `
  ivec4 at = getOutputCoords();
  vec2 total = vec2(0);
  for (int w = 0; w < int(width); w += 2) {
    vec4 values = getX(at.x, at.y, w, at.w);
    ${addPixels('total', 'values')}
  }
  vec2 mean = total / width;
  vec2 squares = vec2(0);
  for (int w = 0; w < int(width); w += 2) {
    vec4 distances = getX(at.x, at.y, w, at.w) - mean.xyxy;
    distances *= distances;
    ${addPixels('squares', 'distances')}
  }
  setOutput(vec4(mean, squares / width));
`;

/** The mean of dy, and of dy times the normalised x, of each row. */
const ROW_SLOPES = `
  ivec4 at = getOutputCoords();
  vec4 moments = getMoments(0, at.w);
  vec2 total = vec2(0);
  vec2 slope = vec2(0);
  for (int w = 0; w < int(width); w += 2) {
    vec4 gradients = getDy(at.x, at.y, w, at.w);
    vec4 products = gradients * (getX(at.x, at.y, w, at.w) - moments.xyxy);
    ${addPixels('total', 'gradients')}
    ${addPixels('slope', 'products')}
  }
  setOutput(vec4(total, slope * inversesqrt(moments.zw + epsilon)) / width);
`;

/**
 * Combines `count` pairs, each of equally many pixels. 'means' gives the mean of both numbers. 'moments' takes pairs of
 * mean and variance and gives those of the whole: its variance is the mean variance plus the variance of the means.
 */
const combined = (coordinates: string, pair: string, how: Combination) => `
  ${coordinates} at = getOutputCoords();
  vec4 total = vec4(0);
  for (int i = 0; i < int(count); i++) total += ${pair};
  total /= count;
  ${
    how === 'moments'
      ? `vec2 between = vec2(0);
         for (int i = 0; i < int(count); i++) {
           vec2 distance = ${pair}.xy - total.xy;
           between += distance * distance;
         }
         total.zw += between / count;`
      : ''
  }
  setOutput(total);
`;

const NORMALISE = `
  ivec4 at = getOutputCoords();
  vec4 moments = getMoments(0, at.w);
  vec2 scale = getGamma(at.w).xy * inversesqrt(moments.zw + epsilon);
  vec4 distances = getX(at.x, at.y, at.z, at.w) - moments.xyxy;
  setOutput(distances * scale.xyxy + getBeta(at.w).xyxy);
`;

/** gamma (dy - mean dy - normal slope) / sqrt(variance + epsilon) */
const GRADIENT = `
  ivec4 at = getOutputCoords();
  vec4 moments = getMoments(0, at.w);
  vec4 slopes = getSlopes(0, at.w);
  vec2 scale = inversesqrt(moments.zw + epsilon);
  vec4 normal = (getX(at.x, at.y, at.z, at.w) - moments.xyxy) * scale.xyxy;
  vec4 gradients = getDy(at.x, at.y, at.z, at.w) - slopes.xyxy - normal * slopes.zwzw;
  setOutput(gradients * (getGamma(at.w).xy * scale).xyxy);
`;
