import type * as tf from '@tensorflow/tfjs';
import { undilatedConvolution } from './convolution-shape.ts';
import { fusedActivation, hasBiasPerColumn, multiply } from './matrix-product.ts';
import type { KernelModule } from './module.ts';
import { type KernelArguments, originalKernel, replaceKernel } from './wasm-backend.ts';

type ConvolutionShape = tf.backend_util.Conv2DInfo;

/** Where the filter covers the whole input there is one window: the convolution is a matrix product. */
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
  const panels = module.scratch(panelBytes + workBytes);
  functions.packFilter(
    backend.getMemoryOffset(filter.dataId),
    bias ? backend.getMemoryOffset(bias.dataId) : 0,
    terms,
    outChannels,
    panels,
  );
  functions.convolution(
    backend.getMemoryOffset(x.dataId),
    panels,
    activation,
    backend.getMemoryOffset(output.dataId),
    ...geometry(conv),
    0,
    conv.batchSize,
    panels + panelBytes,
  );
  return output;
}

function convolveBackwardToFilter(module: KernelModule, { inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { backend, functions } = module;
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const conv = undilatedConvolution(x.shape, attrs['filterShape'] as number[], attrs);
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
  const scratch = module.scratch(
    functions.filterGradientScratch(
      inChannels,
      filterHeight,
      filterWidth,
      outChannels,
      outHeight,
      outWidth,
      conv.strideHeight,
      conv.strideWidth,
    ) >>> 0,
  );
  functions.filterGradient(
    backend.getMemoryOffset(x.dataId),
    backend.getMemoryOffset(dy.dataId),
    backend.getMemoryOffset(output.dataId),
    ...geometry(conv),
    0,
    conv.batchSize,
    scratch,
  );
  return output;
}

function convolveBackwardToInput(module: KernelModule, { inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { backend, functions } = module;
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const conv = undilatedConvolution(attrs['inputShape'] as number[], filter.shape, attrs);
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
  const panels = module.scratch(panelBytes + workBytes);
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
  functions.inputGradient(
    backend.getMemoryOffset(dy.dataId),
    panels,
    backend.getMemoryOffset(output.dataId),
    ...geometry(conv),
    0,
    conv.batchSize,
    panels + panelBytes,
  );
  return output;
}

/** tfjs's own kernel is left what ours does not cover: dilation, channels first, learnt activations. */
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
  replaceKernel('Conv2DBackpropInput', (args) => convolveBackwardToInput(module, args));
}
