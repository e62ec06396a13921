import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from './module.ts';
import { type KernelArguments, originalKernel, replaceKernel } from './wasm-backend.ts';
import { msToMultiply } from './work-estimate.ts';

/** Columns that the compiled function packs together. */
const panelColumns = 8;

interface Product {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly output: tf.TensorInfo;
  /** Floats from the start of each tensor to the matrix; 0 unless it is one of a batch. */
  readonly aStart?: number;
  readonly bStart?: number;
  readonly outputStart?: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: tf.TensorInfo | undefined;
  readonly activation?: number;
  readonly rows: number;
  readonly terms: number;
  readonly columns: number;
}

/** output [rows, columns] = a [rows, terms] times b [terms, columns], each transposed first if asked. */
export function multiply(module: KernelModule, product: Product): void {
  const { backend, functions } = module;
  const { a, b, output, bias, rows, terms, columns } = product;
  const left = backend.getMemoryOffset(a.dataId) + 4 * (product.aStart ?? 0);
  const right = backend.getMemoryOffset(b.dataId) + 4 * (product.bStart ?? 0);
  const biasPlace = bias ? backend.getMemoryOffset(bias.dataId) : 0;
  const to = backend.getMemoryOffset(output.dataId) + 4 * (product.outputStart ?? 0);
  module.parallel(
    'matrixProduct',
    {
      items: Math.ceil(columns / panelColumns),
      estimatedMs: msToMultiply(rows * terms * columns),
      scratchBytes: functions.matrixProductScratch(terms, columns) >>> 0,
    },
    (first, end) => [
      left,
      product.transposeA ? 1 : 0,
      right,
      product.transposeB ? 1 : 0,
      biasPlace,
      product.activation ?? 0,
      to,
      rows,
      terms,
      columns,
      first * panelColumns,
      Math.min(columns, end * panelColumns),
    ],
  );
}

/** The activation's number in the compiled kernels, or null where they do not have it. */
export function fusedActivation(name: unknown): number | null {
  const position = [undefined, 'linear', 'relu', 'relu6'].indexOf(name as string | undefined);
  return position < 0 ? null : Math.max(0, position - 1);
}

/** Whether the bias is absent or has one number for each output column. tfjs's own kernel refuses others. */
export function hasBiasPerColumn(bias: tf.TensorInfo | undefined, columns: number | undefined): boolean {
  return !bias || (bias.dtype === 'float32' && bias.shape.length === 1 && bias.shape[0] === columns);
}

function multiplyBatches(
  module: KernelModule,
  { inputs, attrs }: KernelArguments,
  activation: number,
): tf.TensorInfo {
  const { a, b, bias } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo; bias?: tf.TensorInfo };
  for (const { shape } of [a, b]) {
    if (shape.length < 2) throw new Error(`A matrix product takes matrices, not a tensor of [${shape}].`);
  }
  const transposeA = Boolean(attrs['transposeA']);
  const transposeB = Boolean(attrs['transposeB']);
  const [aHeight, aWidth] = a.shape.slice(-2) as [number, number];
  const [bHeight, bWidth] = b.shape.slice(-2) as [number, number];
  const rows = transposeA ? aWidth : aHeight;
  const terms = transposeA ? aHeight : aWidth;
  const columns = transposeB ? bHeight : bWidth;
  if (terms !== (transposeB ? bWidth : bHeight)) {
    throw new Error(
      `Inner dimensions differ: [${a.shape}]${transposeA ? ' transposed' : ''} times ` +
        `[${b.shape}]${transposeB ? ' transposed' : ''}.`,
    );
  }
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = tf.util.sizeFromShape(outer);
  const output = module.backend.makeOutput([...outer, rows, columns], 'float32');
  const aBatch = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const bBatch = tf.util.sizeFromShape(b.shape.slice(0, -2));
  for (let i = 0; i < batch; i++) {
    multiply(module, {
      a,
      b,
      bias,
      output,
      activation,
      transposeA,
      transposeB,
      rows,
      terms,
      columns,
      aStart: aBatch === 1 ? 0 : i * aHeight * aWidth,
      bStart: bBatch === 1 ? 0 : i * bHeight * bWidth,
      outputStart: i * rows * columns,
    });
  }
  return output;
}

/** Whether ours covers it. tfjs's own kernel does other types and partly broadcast batches. */
function isCovered({ inputs }: KernelArguments): boolean {
  const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const aOuter = a.shape.slice(0, -2);
  const bOuter = b.shape.slice(0, -2);
  return (
    a.dtype === 'float32' &&
    b.dtype === 'float32' &&
    (tf.util.sizeFromShape(aOuter) === 1 ||
      tf.util.sizeFromShape(bOuter) === 1 ||
      tf.util.arraysEqual(aOuter, bOuter))
  );
}

/** Registers the batched matrix product, alone and fused with bias and ReLU, with either side transposed. */
export function registerMatrixProducts(module: KernelModule): void {
  const plain = originalKernel('BatchMatMul');
  replaceKernel('BatchMatMul', (args) => (isCovered(args) ? multiplyBatches(module, args, 0) : plain(args)));

  const fused = originalKernel('_FusedMatMul');
  replaceKernel('_FusedMatMul', (args) => {
    const { inputs, attrs } = args;
    const activation = fusedActivation(attrs['activation']);
    const columns = inputs['b']?.shape.at(attrs['transposeB'] ? -2 : -1);
    // Bias and activation belong to the product whose left side is not transposed.
    const isDense = !attrs['transposeA'] && hasBiasPerColumn(inputs['bias'], columns);
    return activation !== null && isDense && isCovered(args)
      ? multiplyBatches(module, args, activation)
      : fused(args);
  });
}
