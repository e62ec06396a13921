import * as tf from '@tensorflow/tfjs';
import { undilatedConvolution } from './convolution-shape.ts';
import type { KernelArguments } from './wasm-backend.ts';

/**
 * `Conv2DBackpropFilter` made of kernels that tfjs has. The gradient is itself a convolution: of the input,
 * channels and batch exchanged, with the output gradient as its filter, dilated by the stride.
 *
 * Inputs x [batch, inHeight, inWidth, inChannels] and dy [batch, outHeight, outWidth, outChannels];
 * returns [filterHeight, filterWidth, inChannels, outChannels].
 *
 * Kernels are called directly rather than as tfjs operations: wrapped in tensors, x and dy would be
 * freed with the tidy around them.
 */
export function composedFilterGradient({ inputs, attrs, backend }: KernelArguments): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const conv = undilatedConvolution(x.shape, attrs['filterShape'] as number[], attrs);
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = conv;
  const { strideHeight, strideWidth, padInfo } = conv;

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

  // No padding where windows leave rows or columns over: those only make taps too many, which are cut off below.
  const bottom = Math.max(0, (outHeight - 1) * strideHeight + filterHeight - conv.inHeight - padInfo.top);
  const right = Math.max(0, (outWidth - 1) * strideWidth + filterWidth - conv.inWidth - padInfo.left);
  const images = run('Transpose', { x }, { perm: [3, 1, 2, 0] });
  const filter = run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
  const taps = run(
    'Conv2D',
    { x: images, filter },
    {
      strides: [1, 1],
      pad: [
        [0, 0],
        [padInfo.top, bottom],
        [padInfo.left, right],
        [0, 0],
      ],
      dilations: [strideHeight, strideWidth],
      dataFormat: 'NHWC',
      dimRoundingMode: 'floor',
    },
  );
  const wanted = run(
    'Slice',
    { x: taps },
    { begin: [0, 0, 0, 0], size: [inChannels, filterHeight, filterWidth, outChannels] },
  );
  const output = run('Transpose', { x: wanted }, { perm: [1, 2, 0, 3] });
  temporaries.pop();
  for (const { dataId } of temporaries) backend.disposeData(dataId);
  return output;
}
