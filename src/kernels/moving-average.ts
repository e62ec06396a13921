import * as tf from '@tensorflow/tfjs';
import { elementwise, webglBackendOf } from './webgl-program.ts';

/** keep * running + (1 - keep) * value, of tensors of one shape; one program on WebGL. */
export function movingAverage(running: tf.Tensor, value: tf.Tensor, keep: number): tf.Tensor {
  const backend = webglBackendOf([running, value]);
  if (backend === undefined) return tf.add(tf.mul(running, keep), tf.mul(value, 1 - keep));
  const code = 'result = keep * running + (1.0 - keep) * value;';
  return tf.engine().makeTensorFromTensorInfo(elementwise(backend, code, { running, value }, { keep }));
}
