import * as tf from '@tensorflow/tfjs';
import { partialSumsOfFilterGradient } from '#models/memory/partial-sums.ts';
import { undilatedConvolution } from './convolution-shape.ts';
import { fusedActivation, hasBiasPerColumn, multiply } from './matrix-product.ts';
import type { KernelModule } from './module.ts';
import { type KernelArguments, originalKernel, replaceKernel } from './wasm-backend.ts';
import { msToMultiply } from './work-estimate.ts';

type ConvolutionShape = tf.backend_util.Conv2DInfo;

/** A filter that covers the whole input has one window: the convolution is then a matrix product. */
function isMatrixProduct({
  filterHeight,
  filterWidth,
  inHeight,
  inWidth,
  outHeight,
  outWidth,
  padInfo,
}: ConvolutionShape) {
  return (
    filterHeight === inHeight &&
    filterWidth === inWidth &&
    outHeight === 1 &&
    outWidth === 1 &&
    padInfo.top === 0 &&
    padInfo.left === 0
  );
}

/** The arguments before the range of images that all three convolution functions share. */
function geometry(conv: ConvolutionShape): number[] {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth } = conv;
  const { outChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo } = conv;
  return [
    inHeight,
    inWidth,
    inChannels,
    filterHeight,
    filterWidth,
    outChannels,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
    padInfo.top,
    padInfo.left,
  ];
}

function estimatedMs({ outShape, filterShape }: ConvolutionShape): number {
  return msToMultiply(tf.util.sizeFromShape(outShape) * tf.util.sizeFromShape(filterShape.slice(0, 3)));
}

function convolve(
  module: KernelModule,
  { inputs, attrs }: KernelArguments,
  activation: number,
): tf.TensorInfo {
  const { backend, functions } = module;
  const { x, filter, bias } = inputs as { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo };
  const conv = undilatedConvolution(x.shape, filter.shape, attrs);
  const { inChannels, filterHeight, filterWidth, outChannels, outHeight, outWidth } = conv;
  const output = backend.makeOutput(conv.outShape, 'float32');
  if (isMatrixProduct(conv)) {
    multiply(module, {
      a: x,
      b: filter,
      bias,
      output,
      activation,
      rows: conv.batchSize,
      terms: conv.inHeight * conv.inWidth * inChannels,
      columns: outChannels,
    });
    return output;
  }
  const terms = filterHeight * filterWidth * inChannels;
  const panelBytes = functions.filterPanelBytes(terms, outChannels) >>> 0;
  const workBytes =
    functions.convolutionScratch(
      inChannels,
      filterHeight,
      filterWidth,
      outHeight,
      outWidth,
      conv.strideHeight,
      conv.strideWidth,
    ) >>> 0;
  const panels = module.scratch(panelBytes);
  functions.packFilter(
    backend.getMemoryOffset(filter.dataId),
    bias ? backend.getMemoryOffset(bias.dataId) : 0,
    terms,
    outChannels,
    panels,
  );
  const [from, to] = [x, output].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [number, number];
  module.parallel(
    'convolution',
    { items: conv.batchSize, estimatedMs: estimatedMs(conv), scratchBytes: workBytes },
    (first, end) => [from, panels, activation, to, ...geometry(conv), first, end],
  );
  return output;
}

function convolveBackwardToFilter(module: KernelModule, { inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { backend, functions } = module;
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const conv = undilatedConvolution(x.shape, attrs['filterShape'] as number[], attrs);
  if (!tf.util.arraysEqual(dy.shape, conv.outShape)) {
    throw new Error(`A convolution with an output of [${conv.outShape}] has no gradient of [${dy.shape}].`);
  }
  const { inChannels, filterHeight, filterWidth, outChannels, outHeight, outWidth } = conv;
  const output = backend.makeOutput(conv.filterShape, 'float32');
  if (isMatrixProduct(conv)) {
    multiply(module, {
      a: x,
      b: dy,
      transposeA: true,
      output,
      rows: conv.inHeight * conv.inWidth * inChannels,
      terms: conv.batchSize,
      columns: outChannels,
    });
    return output;
  }
  const workBytes =
    functions.filterGradientScratch(
      inChannels,
      filterHeight,
      filterWidth,
      outChannels,
      outHeight,
      outWidth,
      conv.strideHeight,
      conv.strideWidth,
    ) >>> 0;
  const [images, gradients, to] = [x, dy, output].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [
    number,
    number,
    number,
  ];
  const partialSums = partialSumsOfFilterGradient(conv.batchSize, outHeight * outWidth);
  const size = tf.util.sizeFromShape(conv.filterShape);
  const sums = partialSums > 1 ? module.scratch(4 * size * partialSums) : to;
  const cut = (i: number) => Math.floor((i * conv.batchSize) / partialSums);
  module.parallelEach(
    'filterGradient',
    { items: partialSums, estimatedMs: estimatedMs(conv), scratchBytes: workBytes },
    (item) => [images, gradients, sums + 4 * size * item, ...geometry(conv), cut(item), cut(item + 1)],
  );
  if (partialSums > 1) functions.sumRows(sums, to, partialSums, size);
  return output;
}

/** The gradient of the input; null where dy has another shape than the output, as transposed convolution allows. */
function convolveBackwardToInput(
  module: KernelModule,
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo | null {
  const { backend, functions } = module;
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const conv = undilatedConvolution(attrs['inputShape'] as number[], filter.shape, attrs);
  if (!tf.util.arraysEqual(dy.shape, conv.outShape)) return null;
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, outChannels, outHeight, outWidth } = conv;
  const output = backend.makeOutput(conv.inShape, 'float32');
  if (isMatrixProduct(conv)) {
    multiply(module, {
      a: dy,
      b: filter,
      transposeB: true,
      output,
      rows: conv.batchSize,
      terms: outChannels,
      columns: inHeight * inWidth * inChannels,
    });
    return output;
  }
  const panelBytes = functions.reversedFilterBytes(filterHeight, filterWidth, inChannels, outChannels) >>> 0;
  const workBytes =
    functions.inputGradientScratch(
      inHeight,
      inWidth,
      filterHeight,
      filterWidth,
      outChannels,
      outHeight,
      outWidth,
      conv.strideHeight,
      conv.strideWidth,
      conv.padInfo.top,
      conv.padInfo.left,
    ) >>> 0;
  const panels = module.scratch(panelBytes);
  functions.packReversedFilter(
    backend.getMemoryOffset(filter.dataId),
    filterHeight,
    filterWidth,
    inChannels,
    outChannels,
    conv.strideHeight,
    conv.strideWidth,
    panels,
  );
  const [from, to] = [dy, output].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [number, number];
  module.parallel(
    'inputGradient',
    { items: conv.batchSize, estimatedMs: estimatedMs(conv), scratchBytes: workBytes },
    (first, end) => [from, panels, to, ...geometry(conv), first, end],
  );
  return output;
}

/** Whether ours covers it. tfjs's own kernel does dilation, channels first and learnt activations. */
function isCovered({ inputs, attrs }: KernelArguments): boolean {
  const dilations = [attrs['dilations'] ?? 1].flat();
  return (
    attrs['dataFormat'] === 'NHWC' &&
    dilations.every((dilation) => dilation === 1) &&
    inputs['x']?.dtype === 'float32' &&
    inputs['filter']?.dtype === 'float32' &&
    hasBiasPerColumn(inputs['bias'], inputs['filter'].shape[3])
  );
}

/** Registers the convolution, alone and fused with bias and ReLU, and its two gradients. */
export function registerConvolutions(module: KernelModule): void {
  const plain = originalKernel('Conv2D');
  replaceKernel('Conv2D', (args) => (isCovered(args) ? convolve(module, args, 0) : plain(args)));

  const fused = originalKernel('FusedConv2D');
  replaceKernel('FusedConv2D', (args) => {
    const activation = fusedActivation(args.attrs['activation']);
    return activation !== null && isCovered(args) ? convolve(module, args, activation) : fused(args);
  });

  replaceKernel('Conv2DBackpropFilter', (args) => convolveBackwardToFilter(module, args));

  const backwardToInput = originalKernel('Conv2DBackpropInput');
  replaceKernel(
    'Conv2DBackpropInput',
    (args) => convolveBackwardToInput(module, args) ?? backwardToInput(args),
  );
}
