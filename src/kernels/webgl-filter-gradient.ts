import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { undilatedConvolution } from './convolution-shape.ts';
import { runPacked } from './webgl-program.ts';

const KERNEL = 'Conv2DBackpropFilter';

/** So many sums, each of four weights on one thread, keep a GPU busy. */
const ENOUGH_SUMS = 2 ** 14;

const registered = new WeakSet<tf.KernelConfig>();

/**
 * Gives WebGL a filter gradient that is divided among many threads. tfjs's own uses one thread for each weight, which
 * sums over the whole batch: 150 threads with 100,000 products each for LeNet-5's first layer.
 */
export function registerWebglFilterGradient(): void {
  const original = tf.getKernel(KERNEL, 'webgl');
  if (original === undefined || registered.has(original)) return;
  const config: tf.KernelConfig = {
    ...original,
    // tfjs's own program does channels first.
    kernelFunc: (args) =>
      args.attrs!['dataFormat'] === 'NHWC' ? filterGradient(args) : original.kernelFunc(args),
  };
  registered.add(config);
  tf.unregisterKernel(KERNEL, 'webgl');
  tf.registerKernel(config);
}

const filterGradient: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const conv = undilatedConvolution(x.shape, attrs!['filterShape'] as number[], attrs!);
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = conv;
  const [filterHeight, ...others] = conv.filterShape;
  const { rows, rowsEach, parts } = division(conv);
  const { top, left } = padInfo;
  const size = { filterHeight, inHeight, inWidth, outHeight, outWidth };
  const numbers = { ...size, strideHeight, strideWidth, top, left, rows, rowsEach };
  const webgl = backend as unknown as MathBackendWebGL;
  const sums = runPacked(webgl, PARTIAL_SUMS, [parts * filterHeight, ...others], { x, dy }, numbers, 'int');
  if (parts === 1) return sums;
  const total = runPacked(webgl, SUM_OF_PARTS, conv.filterShape, { sums }, { filterHeight, parts }, 'int');
  webgl.disposeIntermediateTensorInfo(sums);
  return total;
};

/** Into how many parts the rows of the whole batch's dy are divided, and how many rows each has. */
function division({ batchSize, outHeight, filterShape }: tf.backend_util.Conv2DInfo) {
  const rows = batchSize * outHeight;
  const [height, width, inChannels, outChannels] = filterShape;
  const sums = height * width * Math.ceil(inChannels / 2) * Math.ceil(outChannels / 2);
  const parts = Math.max(1, Math.min(rows, Math.ceil(ENOUGH_SUMS / sums)));
  return { rows, parts, rowsEach: Math.ceil(rows / parts) };
}

/** [parts * filterHeight, filterWidth, inChannels, outChannels]: two channels of x times two of dy at a time. */
const PARTIAL_SUMS = `
  ivec4 at = getOutputCoords();
  int part = at.x / filterHeight;
  int firstRow = at.x - part * filterHeight - top;
  int firstColumn = at.y - left;
  vec4 total = vec4(0);
  int end = min((part + 1) * rowsEach, rows);
  for (int row = part * rowsEach; row < end; row++) {
    int image = row / outHeight;
    int outRow = row - image * outHeight;
    int inRow = outRow * strideHeight + firstRow;
    if (inRow < 0 || inRow >= inHeight) continue;
    for (int outColumn = 0; outColumn < outWidth; outColumn++) {
      int inColumn = outColumn * strideWidth + firstColumn;
      if (inColumn < 0 || inColumn >= inWidth) continue;
      // A texel holds two channels of two columns.
      vec4 texel = getX(image, inRow, inColumn, at.z);
      vec2 pixel = (inColumn & 1) == 0 ? texel.xy : texel.zw;
      texel = getDy(image, outRow, outColumn, at.w);
      vec2 slope = (outColumn & 1) == 0 ? texel.xy : texel.zw;
      total += pixel.xxyy * slope.xyxy;
    }
  }
  setOutput(total);
`;

const SUM_OF_PARTS = `
  ivec4 at = getOutputCoords();
  vec4 total = vec4(0);
  for (int part = 0; part < parts; part++)
    total += getSums(part * filterHeight + at.x, at.y, at.z, at.w);
  setOutput(total);
`;
