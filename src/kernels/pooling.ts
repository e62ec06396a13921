import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { type KernelArguments, replaceKernel } from './wasm-backend.ts';

function poolingShape(inShape: number[], attrs: tf.NamedAttrMap): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computePool2DInfo(
    inShape as [number, number, number, number],
    attrs['filterSize'] as [number, number],
    attrs['strides'] as [number, number],
    1,
    attrs['pad'] as 'valid' | 'same' | number | tf.backend_util.ExplicitPadding,
    attrs['dimRoundingMode'] as 'floor' | 'round' | 'ceil',
  );
}

function geometry(pool: tf.backend_util.Conv2DInfo): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = pool;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = pool;
  return [
    batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padInfo.top,
    padInfo.left,
  ];
}

function maxPoolGradient(
  { backend, functions }: KernelModule,
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const dx = backend.makeOutput(input.shape, 'float32');
  functions.maxPoolGradient(
    backend.getMemoryOffset(input.dataId),
    backend.getMemoryOffset(dy.dataId),
    backend.getMemoryOffset(dx.dataId),
    ...geometry(poolingShape(input.shape, attrs)),
  );
  return dx;
}

function averagePoolGradient(
  { backend, functions }: KernelModule,
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const dx = backend.makeOutput(input.shape, 'float32');
  functions.averagePoolGradient(
    backend.getMemoryOffset(dy.dataId),
    backend.getMemoryOffset(dx.dataId),
    ...geometry(poolingShape(input.shape, attrs)),
  );
  return dx;
}

/** Registers the gradients of maximum and average pooling. */
export function registerPoolingGradients(module: KernelModule): void {
  replaceKernel('MaxPoolGrad', (args) => maxPoolGradient(module, args));
  replaceKernel('AvgPoolGrad', (args) => averagePoolGradient(module, args));
}
