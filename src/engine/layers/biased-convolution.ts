import * as tf from '@tensorflow/tfjs';

const kernelName = 'FusedConv2D';

/**
 * A convolution plus a bias per channel as one kernel, on any backend. tfjs's own `fused.conv2d` computes the
 * gradients with respect to all its inputs, that of the images included, which costs the first layer more than
 * the rest of its work; this one computes those that are asked for.
 *
 * @param x [batch, height, width, channels]
 * @param kernel [height, width, channels, filters]
 * @param bias [filters]
 */
export function biasedConvolution(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  strides: readonly [number, number],
  pad: 'valid' | 'same',
): tf.Tensor4D {
  const attrs = {
    strides: [...strides],
    pad,
    dataFormat: 'NHWC',
    dilations: [1, 1],
    dimRoundingMode: undefined,
    activation: 'linear',
    leakyreluAlpha: undefined,
  };
  return tf
    .engine()
    .runKernel(
      kernelName,
      { x, filter: kernel, bias },
      attrs as unknown as tf.NamedAttrMap,
    ) as unknown as tf.Tensor4D;
}

// tfjs runs this kernel inside an operation with a gradient of its own, which never looks here.
tf.registerGradient({
  kernelName,
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const run = (name: string, inputs: tf.NamedTensorMap, more: tf.NamedAttrMap) =>
      tf.engine().runKernel(name, inputs, { ...attrs, ...more }) as unknown as tf.Tensor;
    const output = { dy: dy as tf.Tensor };
    return {
      x: () => run('Conv2DBackpropInput', { ...output, filter }, { inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { ...output, x }, { filterShape: filter.shape }),
      bias: () => tf.sum(dy as tf.Tensor, [0, 1, 2]),
    };
  },
});
