import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { type KernelArguments, replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

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
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = pool;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = pool;
  return [
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

/** dx from the tensors that the compiled function `name` takes before it. */
function poolGradient(
  name: 'maxPoolGradient' | 'averagePoolGradient',
  { backend, parallel }: KernelModule,
  { inputs, attrs }: KernelArguments,
  sources: readonly tf.TensorInfo[],
): tf.TensorInfo {
  const { input } = inputs as { input: tf.TensorInfo };
  const pool = poolingShape(input.shape, attrs);
  const dx = backend.makeOutput(input.shape, 'float32');
  const places = [...sources, dx].map(({ dataId }) => backend.getMemoryOffset(dataId));
  parallel(
    name,
    { items: pool.batchSize, estimatedMs: msToMove(8 * tf.util.sizeFromShape(input.shape)) },
    (first, end) => [...places, ...geometry(pool), first, end],
  );
  return dx;
}

/** Registers the gradients of maximum and average pooling. */
export function registerPoolingGradients(module: KernelModule): void {
  replaceKernel('MaxPoolGrad', (args) => {
    const { dy, input } = args.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
    return poolGradient('maxPoolGradient', module, args, [input, dy]);
  });
  replaceKernel('AvgPoolGrad', (args) => {
    const { dy } = args.inputs as { dy: tf.TensorInfo };
    return poolGradient('averagePoolGradient', module, args, [dy]);
  });
}
