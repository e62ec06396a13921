import * as tf from '@tensorflow/tfjs';
import { elementwise, webglBackendOf } from './webgl-program.ts';

/** x times a number, which goes to a program on WebGL as a uniform: tfjs uploads it as a tensor. No gradient. */
export function timesNumber(x: tf.Tensor, factor: number): tf.Tensor {
  const backend = webglBackendOf([x]);
  if (backend === undefined) return tf.mul(x, factor);
  const info = elementwise(backend, 'result = factor * x;', { x }, { factor });
  return tf.engine().makeTensorFromTensorInfo(info);
}
