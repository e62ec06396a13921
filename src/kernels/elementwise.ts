import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { originalKernel, replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

/** Elements in a block; threads share whole blocks. */
const blockSize = 1024;

/**
 * Registers ReLU, and `Add` of two tensors of one shape, for float32. They run between convolutions, where on one
 * thread they would keep the others waiting. tfjs's own kernels do the rest.
 */
export function registerElementwise({ backend, parallel }: KernelModule): void {
  function apply(name: 'add' | 'relu', inputs: readonly tf.TensorInfo[]): tf.TensorInfo {
    const { shape } = inputs[0]!;
    const size = tf.util.sizeFromShape(shape);
    const output = backend.makeOutput(shape, 'float32');
    const places = [...inputs, output].map(({ dataId }) => backend.getMemoryOffset(dataId));
    const work = { items: Math.ceil(size / blockSize), estimatedMs: msToMove(4 * size * places.length) };
    parallel(name, work, (first, end) => [
      ...places.map((place) => place + 4 * blockSize * first),
      Math.min(size, end * blockSize) - first * blockSize,
    ]);
    return output;
  }

  const add = originalKernel('Add');
  replaceKernel('Add', (args) => {
    const { a, b } = args.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const isCovered = a.dtype === 'float32' && b.dtype === 'float32' && tf.util.arraysEqual(a.shape, b.shape);
    return isCovered ? apply('add', [a, b]) : add(args);
  });

  const relu = originalKernel('Relu');
  replaceKernel('Relu', (args) => {
    const { x } = args.inputs as { x: tf.TensorInfo };
    return x.dtype === 'float32' ? apply('relu', [x]) : relu(args);
  });
}
