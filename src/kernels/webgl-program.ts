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
 * Numbers of a program that change from call to call. As uniforms they cost nothing. tfjs's operations make a tensor of
 * each, which costs an upload and a program.
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
  const getters = Object.keys(inputs).map((name) => `vec4 ${name} = get${capitalised(name)}AtOutCoords();`);
  const body = `
    ${getters.join('\n')}
    vec4 result;
    ${code}
    setOutput(result);
  `;
  const [first] = Object.values(inputs);
  return runPacked(backend, body, first!.shape, inputs, uniforms);
}

/**
 * A program whose inputs and output are packed, two rows of two columns to a texel; `body` are the statements of its
 * main function. It is compiled once for all shapes of a rank.
 */
export function runPacked(
  backend: MathBackendWebGL,
  body: string,
  outputShape: readonly number[],
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  uniforms: Uniforms,
  uniformType: 'float' | 'int' = 'float',
): tf.TensorInfo {
  const program: GPGPUProgram = {
    variableNames: Object.keys(inputs),
    outputShape: [...outputShape],
    packedInputs: true,
    packedOutput: true,
    enableShapeUniforms: outputShape.length <= 4,
    customUniforms: Object.keys(uniforms).map((name) => ({ name, type: uniformType })),
    userCode: `void main() { ${body} }`,
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

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
