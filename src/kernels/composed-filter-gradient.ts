import * as tf from '@tensorflow/tfjs';
import { gradientConvolution } from './convolution-shape.ts';
import type { KernelArguments } from './wasm-backend.ts';

/**
 * `Conv2DBackpropFilter` made of kernels that tfjs has: for each filter tap, the input pixels under it
 * as a matrix, transposed, times the output gradient as a matrix.
 *
 * Inputs x [batch, inHeight, inWidth, inChannels] and dy [batch, outHeight, outWidth, outChannels];
 * returns [filterHeight, filterWidth, inChannels, outChannels].
 *
 * Kernels are called directly rather than as tfjs operations: wrapped in tensors, x and dy would be
 * freed with the tidy around them.
 */
export function composedFilterGradient({ inputs, attrs, backend }: KernelArguments): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const conv = gradientConvolution(x.shape, attrs['filterShape'] as number[], attrs);
  const { batchSize, filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = conv;
  const { strideHeight, strideWidth, padInfo } = conv;
  const pixels = batchSize * outHeight * outWidth;

  const temporaries: tf.TensorInfo[] = [];
  const run = (
    kernelName: string,
    kernelInputs: tf.NamedTensorInfoMap,
    kernelAttrs: tf.NamedAttrMap,
  ): tf.TensorInfo => {
    const kernel = tf.getKernel(kernelName, 'wasm');
    if (!kernel) throw new Error(`The WASM backend has no kernel '${kernelName}'.`);
    const output = kernel.kernelFunc({
      inputs: kernelInputs,
      attrs: kernelAttrs,
      backend: backend as unknown as tf.KernelBackend,
    }) as tf.TensorInfo;
    temporaries.push(output);
    return output;
  };

  const padded = run(
    'PadV2',
    { x },
    {
      paddings: [
        [0, 0],
        [padInfo.top, padInfo.bottom],
        [padInfo.left, padInfo.right],
        [0, 0],
      ],
      constantValue: 0,
    },
  );
  const gradient = run('Reshape', { x: dy }, { shape: [1, pixels, outChannels] });
  const taps: tf.TensorInfo[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const under = run(
        'StridedSlice',
        { x: padded },
        {
          begin: [0, row, column, 0],
          end: [
            batchSize,
            row + (outHeight - 1) * strideHeight + 1,
            column + (outWidth - 1) * strideWidth + 1,
            inChannels,
          ],
          strides: [1, strideHeight, strideWidth, 1],
          beginMask: 0,
          endMask: 0,
          ellipsisMask: 0,
          newAxisMask: 0,
          shrinkAxisMask: 0,
        },
      );
      const matrix = run('Reshape', { x: under }, { shape: [1, pixels, inChannels] });
      taps.push(run('BatchMatMul', { a: matrix, b: gradient }, { transposeA: true, transposeB: false }));
    }
  }
  const stacked = run('Concat', taps as unknown as tf.NamedTensorInfoMap, { axis: 0 });
  const output = run('Reshape', { x: stacked }, { shape: conv.filterShape });
  temporaries.pop();
  for (const { dataId } of temporaries) backend.disposeData(dataId);
  return output;
}
