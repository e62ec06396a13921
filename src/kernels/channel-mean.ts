import * as tf from '@tensorflow/tfjs';
import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { runProgram, webglBackendOf } from './webgl-program.ts';

/** How an output's coordinates and `i`, along the axis before the channels, name an element of the input. */
const ACCESS: Readonly<Record<number, readonly [coordinates: string, element: string]>> = {
  4: ['ivec3', 'getX(at.x, at.y, i, at.z)'],
  3: ['ivec2', 'getX(at.x, i, at.y)'],
  2: ['int', 'getX(i, at)'],
};

/**
 * Mean of each channel over batch, rows and columns, [channels], of x [batch, height, width, channels]. On WebGL one
 * program an axis, where tfjs transposes the map first and takes many more.
 */
export function channelMean(x: tf.Tensor4D): tf.Tensor1D {
  const backend = webglBackendOf([x]);
  if (backend === undefined) return tf.mean(x, [0, 1, 2]);
  let means: tf.TensorInfo = x;
  for (const rank of [4, 3, 2]) {
    const size = means.shape[rank - 2]!;
    const [coordinates, element] = ACCESS[rank]!;
    const program: GPGPUProgram = {
      variableNames: ['x'],
      outputShape: means.shape.filter((_, axis) => axis !== rank - 2),
      userCode: `
        void main() {
          ${coordinates} at = getOutputCoords();
          float total = 0.0;
          for (int i = 0; i < ${size}; i++) total += ${element};
          setOutput(total / ${size}.0);
        }
      `,
    };
    const next = runProgram(backend, program, [means], {});
    if (means !== x) backend.disposeIntermediateTensorInfo(means);
    means = next;
  }
  return tf.engine().makeTensorFromTensorInfo(means) as tf.Tensor1D;
}
