import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { originalKernel, replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

/**
 * Registers `Sum` over leading axes, such as a bias gradient needs: it sums over all axes but the last. tfjs sums over
 * trailing axes only and would transpose the whole tensor first.
 */
export function registerSum(module: KernelModule): void {
  const { backend, functions } = module;
  const original = originalKernel('Sum');
  replaceKernel('Sum', (args) => {
    const x = args.inputs['x'] as tf.TensorInfo;
    const axes = tf.util
      .parseAxisParam(args.attrs['axis'] as number | number[], x.shape)
      .sort((a, b) => a - b);
    const rank = x.shape.length;
    const isLeading =
      rank > 1 && axes.length > 0 && axes.length < rank && axes.every((axis, i) => axis === i);
    if (!isLeading || x.dtype !== 'float32') return original(args);
    const kept = x.shape.slice(axes.length);
    const columns = tf.util.sizeFromShape(kept);
    const rows = tf.util.sizeFromShape(x.shape.slice(0, axes.length));
    const output = backend.makeOutput(
      args.attrs['keepDims'] ? [...axes.map(() => 1), ...kept] : kept,
      'float32',
    );
    const [from, to] = [x, output].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [number, number];
    const blockRows = functions.sumBlockRows();
    const blocks = Math.ceil(rows / blockRows);
    if (blocks === 1) {
      functions.sumRows(from, to, rows, columns);
      return output;
    }
    const sums = module.scratch(4 * columns * blocks);
    module.parallel(
      'sumBlocks',
      { items: blocks, estimatedMs: msToMove(4 * rows * columns) },
      (first, end) => {
        const start = first * blockRows;
        return [
          from + 4 * columns * start,
          sums + 4 * columns * first,
          Math.min(rows, end * blockRows) - start,
          columns,
        ];
      },
    );
    functions.sumRows(sums, to, blocks, columns);
    return output;
  });
}
