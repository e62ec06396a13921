import * as tf from '@tensorflow/tfjs';
import { servingModule } from '#kernels/serving-module.ts';

const kernelName = '_FusedMatMul';

/**
 * A matrix product plus a bias per column as one kernel. tfjs's own `fused.matMul` makes batches of the matrices first
 * and matrices of the result: six reshapes more, forward and backward.
 *
 * @param x [batch, inputs]
 * @param kernel [inputs, units]
 * @param bias [units]
 */
export function biasedProduct(x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  // tfjs's kernel for WASM, in use without SIMD, takes batches alone.
  if (tf.getBackend() === 'wasm' && servingModule() === null) return tf.add(tf.matMul(x, kernel), bias);
  const attrs = { transposeA: false, transposeB: false, activation: 'linear', leakyreluAlpha: undefined };
  return tf
    .engine()
    .runKernel(
      kernelName,
      { a: x, b: kernel, bias },
      attrs as unknown as tf.NamedAttrMap,
    ) as unknown as tf.Tensor2D;
}

// tfjs runs this kernel inside an operation with a gradient of its own, which never looks here.
tf.registerGradient({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [x, kernel] = saved as [tf.Tensor2D, tf.Tensor2D];
    return {
      a: () => tf.matMul(dy as tf.Tensor2D, kernel, false, true),
      b: () => tf.matMul(x, dy as tf.Tensor2D, true, false),
      bias: () => tf.sum(dy as tf.Tensor2D, 0),
    };
  },
});
