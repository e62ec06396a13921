import * as tf from '@tensorflow/tfjs';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';

export function webglBackendInUse(): MathBackendWebGL | undefined {
  return tf.getBackend() === 'webgl' ? (tf.backend() as MathBackendWebGL) : undefined;
}

/** The WebGL backend, where it is the one in use and holds all of `tensors`. */
export function webglBackendOf(tensors: readonly tf.TensorInfo[]): MathBackendWebGL | undefined {
  const backend = webglBackendInUse();
  if (backend === undefined) return undefined;
  return tensors.every(({ dataId }) => backend.refCount(dataId) > 0) ? backend : undefined;
}

/**
 * Numbers of a program that change from call to call. As uniforms they cost nothing; as the tensors that tfjs's
 * operations make of them, each is an upload and a program of its own.
 */
export type Uniforms = Readonly<Record<string, number>>;

/**
 * A program that computes each element from the elements at the same place: `code` are GLSL statements that
 * give the vec4 `result` from a vec4 for each name in `inputs` and a float for each uniform.
 */
export function elementwise(
  backend: MathBackendWebGL,
  code: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  uniforms: Uniforms,
): tf.TensorInfo {
  const names = Object.keys(inputs);
  const [first] = Object.values(inputs);
  const program: GPGPUProgram = {
    variableNames: names,
    outputShape: first!.shape,
    packedInputs: true,
    packedOutput: true,
    // One program for all shapes of a rank.
    enableShapeUniforms: first!.shape.length <= 4,
    customUniforms: uniformsOf(uniforms),
    userCode: `
      void main() {
        ${names.map((name) => `vec4 ${name} = get${capitalised(name)}AtOutCoords();`).join('\n')}
        vec4 result;
        ${code}
        setOutput(result);
      }
    `,
  };
  return runProgram(backend, program, Object.values(inputs), uniforms);
}

export function runProgram(
  backend: MathBackendWebGL,
  program: GPGPUProgram,
  inputs: readonly tf.TensorInfo[],
  uniforms: Uniforms,
): tf.TensorInfo {
  return backend.runWebGLProgram(
    program,
    [...inputs],
    'float32',
    Object.values(uniforms).map((value) => [value]),
  );
}

export function uniformsOf(uniforms: Uniforms, type: 'float' | 'int' = 'float') {
  return Object.keys(uniforms).map((name) => ({ name, type }));
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
