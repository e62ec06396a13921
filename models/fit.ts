import type { Graph, Shape } from './graph.ts';
import { estimateMemory, type MemoryEstimate, type MemoryOptions } from './memory.ts';
import type { OptimizerName } from './recipe.ts';
import { imageColumns, volume } from './tensors.ts';

/** What a backend can hold; a figure that is absent is not known. */
export interface MemoryLimits {
  readonly backend: MemoryOptions['backend'];
  /** More than this cannot be addressed: WASM's 4 GiB. */
  readonly addressableBytes?: number;
  /** WebGL: the largest side of a texture. */
  readonly maxTextureSize?: number;
  /** WebGPU: the largest buffer that a kernel can read. */
  readonly maxBufferBytes?: number;
  /** Of the whole computer, as far as the browser tells. */
  readonly deviceBytes?: number;
}

/** A page of WebAssembly memory, and how many of them 32-bit addresses reach. */
export const WASM_ADDRESSABLE_BYTES = 65_536 * 65_536;
/**
 * Of what can be addressed, the part that may hold tensors: between them lie holes that are too small. GoogLeNet as
 * published with 32 images has 3.83 GB in use and takes 4.08 GB of memory for them.
 */
const USABLE_FRACTION = 0.9;
/** Where nobody says how much there is: what a laptop without a graphics card of its own can spare. */
const CAUTIOUS_BYTES = 2 * 2 ** 30;
/** Of the computer's memory, what one page may take before others suffer. */
const DEVICE_FRACTION = 0.5;

/** A tensor that the backend cannot hold, however much memory there is. */
export interface LargeTensor {
  readonly layer: string;
  /** 'kernel': smaller by width alone; 'activation': by the batch as well. */
  readonly kind: 'kernel' | 'activation';
  readonly bytes: number;
  readonly limitBytes: number;
}

export interface Fit {
  /** 'tight': it may well be too much for this computer, but nobody knows. */
  readonly verdict: 'fits' | 'tight' | 'tooLarge';
  readonly estimate: MemoryEstimate;
  /** What `estimate.training` is measured against, and whether that is certain. */
  readonly limitBytes: number;
  readonly largeTensor?: LargeTensor;
}

const FLOAT_BYTES = 4;

/** Whether a net in training fits what the backend can hold. */
export function judgeFit(
  graph: Graph,
  batchSize: number,
  optimizer: OptimizerName,
  limits: MemoryLimits,
): Fit {
  const estimate = estimateMemory(graph, { batchSize, optimizer, backend: limits.backend });
  const largeTensor = findLargeTensor(graph, batchSize, limits);
  const certain = (limits.addressableBytes ?? Number.POSITIVE_INFINITY) * USABLE_FRACTION;
  const cautious =
    limits.deviceBytes === undefined
      ? CAUTIOUS_BYTES
      : Math.max(CAUTIOUS_BYTES, limits.deviceBytes * DEVICE_FRACTION);
  const limitBytes = Math.min(certain, cautious);
  const { training } = estimate;
  const verdict =
    largeTensor !== undefined || training > certain ? 'tooLarge' : training > limitBytes ? 'tight' : 'fits';
  return {
    verdict,
    estimate,
    limitBytes: verdict === 'tooLarge' && largeTensor === undefined ? certain : limitBytes,
    ...(largeTensor === undefined ? {} : { largeTensor }),
  };
}

/** The tensor that exceeds the backend's limit by most. */
function findLargeTensor(graph: Graph, batchSize: number, limits: MemoryLimits): LargeTensor | undefined {
  const { maxTextureSize, maxBufferBytes } = limits;
  const plain = maxTextureSize === undefined ? maxBufferBytes : FLOAT_BYTES * maxTextureSize ** 2;
  if (plain === undefined) return undefined;
  // A texel holds one float, or four of them where a tensor is packed, as the columns of a convolution are.
  const packed = maxTextureSize === undefined ? plain : 4 * plain;
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  const found: LargeTensor[] = [];
  const check = (layer: string, kind: LargeTensor['kind'], floats: number, limitBytes: number) => {
    const bytes = FLOAT_BYTES * floats;
    if (bytes > limitBytes) found.push({ layer, kind, bytes, limitBytes });
  };
  for (const node of graph.nodes) {
    const input = shapes.get(node.inputs[0] ?? node.name)!;
    check(node.name, 'kernel', kernelFloats(node.operation, input), plain);
    check(node.name, 'activation', batchSize * volume(node.shape), plain);
    if (limits.backend === 'webgl')
      check(node.name, 'activation', batchSize * imageColumns(node, input), packed);
  }
  return found.sort((a, b) => b.bytes / b.limitBytes - a.bytes / a.limitBytes)[0];
}

function kernelFloats(operation: Graph['nodes'][number]['operation'], input: Shape): number {
  if (operation.type === 'dense') return input[2] * operation.units;
  if (operation.type !== 'conv') return 0;
  const [height, width] = operation.kernelSize;
  return (height * width * input[2] * operation.filters) / operation.groups;
}

/** What can be changed of a set-up to make it smaller. */
export interface Form {
  readonly batchSize: number;
  readonly width: number;
  readonly stem: 'paper' | 'small';
}

const WIDTHS = [1 / 2, 1 / 4, 1 / 8, 1 / 16];

/**
 * The nearest form that fits: the same net with a smaller batch (a power of two, at least 8 where the batch was),
 * else narrower, else with another of its `stems`; a batch below 8 only where nothing else does. Undefined when
 * none fits. `draw` gives the net in another form.
 */
export function suggestForm(
  form: Form,
  draw: (form: Form) => Graph,
  optimizer: OptimizerName,
  limits: MemoryLimits,
  stems: readonly Form['stem'][] = [form.stem],
): Form | undefined {
  const fits = (candidate: Form) =>
    judgeFit(draw(candidate), candidate.batchSize, optimizer, limits).verdict === 'fits';
  const nets = [form, ...WIDTHS.filter((width) => width < form.width).map((width) => ({ ...form, width }))];
  const otherStems = stems.filter((stem) => stem !== form.stem);
  const forms = [...nets, ...otherStems.flatMap((stem) => nets.map((net) => ({ ...net, stem })))];
  // A batch of a handful trains badly with batch normalisation: rather a narrower net; but rather it than none.
  for (const least of [8, 1]) {
    for (const net of forms) {
      const found = batchSizes(form.batchSize, least)
        .map((batchSize) => ({ ...net, batchSize }))
        .find(fits);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The batch itself, then the powers of two below it, down to `least`. */
function batchSizes(batchSize: number, least: number): number[] {
  const powers = Array.from({ length: 1 + Math.floor(Math.log2(batchSize)) }, (_, i) => 2 ** i).reverse();
  return [...new Set([batchSize, ...powers])].filter((size) => size >= Math.min(least, batchSize));
}

/**
 * How many images an evaluation takes at a time: as many as fit into what training takes anyway (or into a
 * modest amount, where that is less), in a power of two up to `most`.
 */
export function evaluationBatchSize(
  graph: Graph,
  trainingBatchSize: number,
  optimizer: OptimizerName,
  limits: MemoryLimits,
  most = 256,
): number {
  const { training } = estimateMemory(graph, {
    batchSize: trainingBatchSize,
    optimizer,
    backend: limits.backend,
  });
  const allowed = Math.max(training, MODEST_BYTES);
  const fits = (batchSize: number) =>
    estimateMemory(graph, { batchSize, optimizer, backend: limits.backend }).evaluation <= allowed &&
    findLargeTensor(graph, batchSize, limits) === undefined;
  return batchSizes(most, 1).find(fits) ?? 1;
}

const MODEST_BYTES = 256 * 2 ** 20;
