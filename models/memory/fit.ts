import type { Graph, Shape } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import type { OptimizerName } from '#models/recipe.ts';
import { estimateMemory, type MemoryEstimate, type MemoryOptions } from './estimate.ts';
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
/** What a laptop without a graphics card of its own can spare; taken where nothing says how much memory there is. */
const CAUTIOUS_BYTES = 2 * 2 ** 30;
/** The part of the computer's memory that one page may take before others suffer. */
const DEVICE_FRACTION = 0.5;
/** A browser rounds the computer's memory, but not by so much: more than this many times its figure is out of reach. */
const IMPOSSIBLE_FACTOR = 2;
/**
 * A browser says at most 8 GiB, a newer one 32, however much there is: from 8 on, and where none tells, a page
 * may find what the largest graphics cards have.
 */
const MOST_TOLD_BYTES = 8 * 2 ** 30;
const LARGEST_CARD_BYTES = 32 * 2 ** 30;

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
  /** What `estimate.training` is measured against. */
  readonly limitBytes: number;
  /** What cannot hold more, where the verdict is 'tooLarge' and no single tensor is to blame. */
  readonly limitedBy: 'addresses' | 'computer';
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
  const { addressableBytes = Number.POSITIVE_INFINITY, deviceBytes } = limits;
  const addressable = addressableBytes * USABLE_FRACTION;
  const possible = Math.min(addressable, mostBytes(deviceBytes));
  const limitBytes = Math.min(possible, sparedBytes(deviceBytes));
  const { training } = estimate;
  const verdict =
    largeTensor !== undefined || training > possible ? 'tooLarge' : training > limitBytes ? 'tight' : 'fits';
  return {
    verdict,
    estimate,
    limitBytes: verdict === 'tooLarge' && largeTensor === undefined ? possible : limitBytes,
    limitedBy: possible === addressable ? 'addresses' : 'computer',
    ...(largeTensor === undefined ? {} : { largeTensor }),
  };
}

/** What a computer can spare without others suffering. */
function sparedBytes(deviceBytes: number | undefined): number {
  return Math.max(CAUTIOUS_BYTES, (deviceBytes ?? 0) * DEVICE_FRACTION);
}

/** What a computer cannot have more of for one page, whatever the backend. */
function mostBytes(deviceBytes = MOST_TOLD_BYTES): number {
  const most = IMPOSSIBLE_FACTOR * deviceBytes;
  return deviceBytes < MOST_TOLD_BYTES ? most : Math.max(most, LARGEST_CARD_BYTES);
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
    const input = lookUp(shapes, node.inputs[0] ?? node.name);
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
  /** Height and width of the input; absent where the data have one. */
  readonly input?: readonly [height: number, width: number];
}

const WIDTHS = [1 / 2, 1 / 4, 1 / 8, 1 / 16];

/** What may be changed besides the batch and the width. */
export interface Alternatives {
  readonly stems?: readonly Form['stem'][];
  /** The smallest height and width of an input, where the input is free. */
  readonly smallestInput?: number;
}

/**
 * The nearest form that fits: the same net with a smaller batch (a power of two, at least 8 where the batch was),
 * else with a smaller input, else narrower, else with another of its stems; a batch below 8 only where nothing else
 * does. Undefined when none fits. `build` gives the net in another form.
 */
export function suggestForm(
  form: Form,
  build: (form: Form) => Graph,
  optimizer: OptimizerName,
  limits: MemoryLimits,
  { stems = [], smallestInput = Number.POSITIVE_INFINITY }: Alternatives = {},
): Form | undefined {
  const nets = [form, ...WIDTHS.filter((width) => width < form.width).map((width) => ({ ...form, width }))];
  const sized = nets.flatMap((net) => [net, ...withSmallerInputs(net, smallestInput)]);
  const otherStems = stems.filter((stem) => stem !== form.stem);
  const forms = [...sized, ...otherStems.flatMap((stem) => nets.map((net) => ({ ...net, stem })))];
  const graphs = new Map<Form, Graph>();
  // Batch normalisation trains badly on a handful of images, so a narrower net comes first; a tiny batch is still
  // better than no net.
  for (const least of [8, 1]) {
    for (const net of forms) {
      const graph = graphs.get(net) ?? build(net);
      graphs.set(net, graph);
      const fits = (size: number) => judgeFit(graph, size, optimizer, limits).verdict === 'fits';
      const sizes = batchSizes(form.batchSize, least);
      // If the smallest batch does not fit, no larger one does.
      const fewest = itemAt(sizes, -1);
      if (!fits(fewest)) continue;
      return { ...net, batchSize: sizes.find(fits) ?? fewest };
    }
  }
  return undefined;
}

/** The form with its input halved, and halved again, as long as the net accepts it. */
function withSmallerInputs(form: Form, smallest: number): Form[] {
  if (form.input === undefined) return [];
  const [height, width] = form.input.map((side) => Math.floor(side / 2)) as [number, number];
  if (Math.min(height, width) < smallest) return [];
  const halved: Form = { ...form, input: [height, width] };
  return [halved, ...withSmallerInputs(halved, smallest)];
}

/** The batch itself, then the powers of two below it, down to `least`. */
function batchSizes(batchSize: number, least: number): number[] {
  const powers = Array.from({ length: 1 + Math.floor(Math.log2(batchSize)) }, (_, i) => 2 ** i).reverse();
  return [...new Set([batchSize, ...powers])].filter((size) => size >= Math.min(least, batchSize));
}

/** What an evaluation may take where training takes less. */
const MODEST_BYTES = 256 * 2 ** 20;

/**
 * How many images an evaluation takes at a time: as many as fit into what training takes anyway (or into a
 * modest amount, where that is less), in a power of two up to `most`.
 */
export function evaluationBatchSize(
  graph: Graph,
  trainingBytes: number,
  optimizer: OptimizerName,
  limits: MemoryLimits,
  most = 256,
): number {
  const allowed = Math.max(trainingBytes, MODEST_BYTES);
  const fits = (batchSize: number) =>
    estimateMemory(graph, { batchSize, optimizer, backend: limits.backend }).evaluation <= allowed &&
    findLargeTensor(graph, batchSize, limits) === undefined;
  return batchSizes(most, 1).find(fits) ?? 1;
}
