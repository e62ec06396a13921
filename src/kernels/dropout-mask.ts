import * as tf from '@tensorflow/tfjs';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { runProgram, webglBackendInUse } from './webgl-program.ts';

const GOLDEN_RATIO = 0x9e3779b9;

/**
 * A mask for dropout: 0 with probability `rate`, else 1 / (1 - rate). Whether an element is kept follows from its index
 * and the seed alone, so that every backend draws the same mask, in any order; WebGL on the device itself.
 *
 * @param rate From 0 up to but not including 1.
 * @param seed Whole number from 0 to 2^31 - 1.
 */
export function dropoutMask(shape: number[], rate: number, seed: number): tf.Tensor {
  const threshold = Math.round(rate * 2 ** 31);
  const kept = 1 / (1 - rate);
  const backend = webglBackendInUse();
  if (backend !== undefined) return maskByProgram(backend, shape, threshold, kept, seed);
  const mask = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < mask.length; i++) {
    // The upper 31 bits of splitmix32's finaliser.
    let z = Math.imul(i, GOLDEN_RATIO) ^ seed;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    if ((z ^ (z >>> 15)) >>> 1 >= threshold) mask[i] = kept;
  }
  return tf.tensor(mask, shape);
}

/** The same in GLSL, whose unsigned integers wrap as those of Math.imul do. */
function maskByProgram(
  backend: MathBackendWebGL,
  shape: number[],
  threshold: number,
  kept: number,
  seed: number,
): tf.Tensor {
  const program: GPGPUProgram = {
    variableNames: [],
    outputShape: [tf.util.sizeFromShape(shape)],
    customUniforms: [
      { name: 'seed', type: 'int' },
      { name: 'threshold', type: 'int' },
      { name: 'kept', type: 'float' },
    ],
    userCode: `
      void main() {
        uint z = uint(getOutputCoords()) * ${GOLDEN_RATIO}u ^ uint(seed);
        z = (z ^ (z >> 16)) * ${0x21f0aaad}u;
        z = (z ^ (z >> 15)) * ${0x735a2d97}u;
        setOutput(int((z ^ (z >> 15)) >> 1) >= threshold ? kept : 0.0);
      }
    `,
  };
  return tf.tidy(() => {
    const info = runProgram(backend, program, [], { seed, threshold, kept });
    return tf.reshape(tf.engine().makeTensorFromTensorInfo(info), shape);
  });
}
