import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { type KernelArguments, originalKernel, replaceKernel } from './wasm-backend.ts';
import { msToMove } from './work-estimate.ts';

const product = (sizes: readonly number[]) => tf.util.sizeFromShape([...sizes]);

/** Part of a larger tensor: `size` elements from `begin` along each axis. */
interface Part {
  readonly shape: readonly number[];
  readonly begin: readonly number[];
  readonly size: readonly number[];
}

/** Where a part lies in the whole, in elements: blocks at equal steps, each of rows at equal steps. */
interface Rows {
  readonly start: number;
  readonly blocks: number;
  readonly blockStep: number;
  readonly rows: number;
  readonly rowStep: number;
  readonly rowSize: number;
}

/** The part as blocks of rows; null where it is shorter than the whole along more than two axes. */
function rowsOf({ shape, begin, size }: Part): Rows | null {
  const cut = shape.flatMap((length, axis) => (size[axis] === length ? [] : [axis]));
  const [outer = 0, inner = outer] = cut;
  if (cut.length > 2) return null;
  const elementsBelow = (axis: number) => product(shape.slice(axis + 1));
  const innerRows = product(size.slice(outer === inner ? 0 : outer, inner));
  return {
    start: begin.reduce((offset, position, axis) => offset + position * elementsBelow(axis), 0),
    blocks: outer === inner ? 1 : product(size.slice(0, outer)),
    blockStep: outer === inner ? 0 : product(shape.slice(outer)),
    rows: innerRows,
    rowStep: product(shape.slice(inner)),
    rowSize: size[inner]! * elementsBelow(inner),
  };
}

/** Copies between a part of `whole`, given as its rows, and all of `packed`. */
function copy(
  { backend, parallel }: KernelModule,
  whole: tf.TensorInfo,
  { start, rows, rowSize, ...part }: Rows,
  packed: tf.TensorInfo,
  direction: 'fromWhole' | 'toWhole',
): void {
  // Threads share blocks, so one block of many rows becomes many blocks of one row.
  const { blocks, blockStep, rowStep, blockRows } =
    part.blocks === 1
      ? { blocks: rows, blockStep: part.rowStep, rowStep: 0, blockRows: 1 }
      : { ...part, blockRows: rows };
  const wholePlace = [backend.getMemoryOffset(whole.dataId) + 4 * start, 4 * blockStep, 4 * rowStep];
  const packedPlace = [backend.getMemoryOffset(packed.dataId), 4 * blockRows * rowSize, 4 * rowSize];
  const places = direction === 'fromWhole' ? [wholePlace, packedPlace] : [packedPlace, wholePlace];
  parallel(
    'copyBlocks',
    { items: blocks, estimatedMs: msToMove(8 * blocks * blockRows * rowSize) },
    (first, end) => [...places.flat(), blockRows, 4 * rowSize, first, end],
  );
}

const hasFourBytes = ({ dtype }: tf.TensorInfo) => dtype === 'float32' || dtype === 'int32';

/** The part as a tensor of its own; null where ours does not cover it. */
function slice(module: KernelModule, x: tf.TensorInfo, part: Part): tf.TensorInfo | null {
  if (!hasFourBytes(x) || x.shape.length === 0 || product(part.size) === 0) return null;
  const rows = rowsOf(part);
  if (rows === null) return null;
  const output = module.backend.makeOutput([...part.size], x.dtype);
  copy(module, x, rows, output, 'fromWhole');
  return output;
}

function sliceKernel(module: KernelModule, args: KernelArguments): tf.TensorInfo | null {
  const { x } = args.inputs as { x: tf.TensorInfo };
  const { begin, size } = args.attrs as unknown as { begin: number | number[]; size: number | number[] };
  const [starts, sizes] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
  tf.slice_util.assertParamsValid(x as tf.Tensor, starts!, sizes!);
  return slice(module, x, { shape: x.shape, begin: starts!, size: sizes! });
}

function splitKernel(module: KernelModule, args: KernelArguments): tf.TensorInfo[] | null {
  const { x } = args.inputs as { x: tf.TensorInfo };
  const axis = tf.util.parseAxisParam(args.attrs['axis'] as number, x.shape)[0]!;
  const sizes = tf.backend_util.prepareSplitSize(
    x as tf.Tensor,
    args.attrs['numOrSizeSplits'] as number[] | number,
    axis,
  );
  let at = 0;
  const parts = sizes.map((length): Part => {
    const begin = x.shape.map((_, i) => (i === axis ? at : 0));
    at += length;
    return { shape: x.shape, begin, size: x.shape.with(axis, length) };
  });
  if (!hasFourBytes(x) || parts.some(({ size }) => product(size) === 0)) return null;
  return parts.map((part) => slice(module, x, part)!);
}

function concatKernel(module: KernelModule, { inputs, attrs }: KernelArguments): tf.TensorInfo | null {
  const parts = Object.values(inputs as Record<string, tf.TensorInfo>);
  const first = parts[0]!;
  const axis = tf.util.parseAxisParam(attrs['axis'] as number, first.shape)[0]!;
  const shapes = parts.map(({ shape }) => shape);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const shape = tf.backend_util.computeOutShape(shapes, axis);
  if (!hasFourBytes(first) || parts.some(({ dtype }) => dtype !== first.dtype) || product(shape) === 0)
    return null;
  const output = module.backend.makeOutput(shape, first.dtype);
  let at = 0;
  for (const part of parts) {
    const begin = shape.map((_, i) => (i === axis ? at : 0));
    at += part.shape[axis]!;
    if (product(part.shape) > 0)
      copy(module, output, rowsOf({ shape, begin, size: part.shape })!, part, 'toWhole');
  }
  return output;
}

/**
 * Registers `Slice`, `SplitV` and `Concat`: what joins the branches of a net and parts their gradients again.
 * tfjs copies one pixel at a time in JavaScript.
 */
export function registerSlicing(module: KernelModule): void {
  const kernels = { Slice: sliceKernel, SplitV: splitKernel, Concat: concatKernel };
  for (const [name, kernel] of Object.entries(kernels)) {
    const original = originalKernel(name);
    replaceKernel(name, (args) => kernel(module, args) ?? original(args));
  }
}
