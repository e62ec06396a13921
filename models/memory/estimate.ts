import { analyse, resolvedPadding } from '#models/analysis.ts';
import { firstInputShape, type Graph } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { OPTIMIZER_SLOTS } from '#models/optimizers.ts';
import type { OptimizerName } from '#models/recipe.ts';
import { partialSumsOfFilterGradient } from './partial-sums.ts';
import { type Backend, imageColumns, isKept, type NodeTensors, nodeTensors, volume } from './tensors.ts';

export interface MemoryOptions {
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  readonly backend: Backend;
}

/** Bytes that a net needs on its backend. */
export interface MemoryEstimate {
  /** Weights and running averages. */
  readonly weights: number;
  readonly optimizer: number;
  /** One for each trainable weight, held together until the update. */
  readonly gradients: number;
  /** The batch, what is kept of the forward pass, and its gradients. */
  readonly activations: number;
  /** What is held beyond these for a moment at the peak, and the kernels' scratch or pooled textures. */
  readonly workspace: number;
  /** At the peak of a training step: the sum of the above. */
  readonly training: number;
  /** At the peak of an evaluation of a batch of the same size, the optimiser's state included. */
  readonly evaluation: number;
}

const FLOAT_BYTES = 4;

/*
 * WebGL: tfjs keeps every texture that was used once for the next tensor of its shape. Beside the tensors that
 * live at the peak stand the textures of those that live at other times, a number for each different shape. The
 * numbers are fitted to what tfjs reported (numBytesInGPUAllocated) after a step of nine nets, one of each family
 * but the last inceptions, at their classroom size with 4 to 64 images, in Chromium 156 on SwiftShader. How far
 * the estimate is from what is reported: part `webgl` of test/bench/results/net-memory.json.
 */
/** For each different activation: packed and unpacked copies, reshaped ones. */
const POOLED_ACTIVATIONS = 6;
/** For each different kernel: copies packed, unpacked and reshaped, and what an update passes through. */
const POOLED_KERNELS = 6;

/** Tensors of batch x classes that the loss and the count of errors make, and their gradients. */
const LOSS_TENSORS = 16;

/**
 * The memory of a net in training and in evaluation, from its drawing alone: nothing is allocated.
 *
 * A training step of tfjs holds the most at the end of its backward pass: the weights, the optimiser's slots, the
 * gradient of every weight; all that the tape kept of the forward pass, which is nearly every tensor (see
 * `nodeTensors`); and every gradient on the way back, none of which is freed before the pass is done. The
 * estimate walks backward through the graph and adds these up. An evaluation lets each tensor go after its last
 * reader. WASM adds our kernels' scratch, WebGL the textures kept for later.
 *
 * How far this is from what is really in use on WASM, and from the textures on WebGL:
 * test/bench/results/net-memory.json.
 */
export function estimateMemory(graph: Graph, options: MemoryOptions): MemoryEstimate {
  const { batchSize, optimizer, backend } = options;
  const { layers, totalsWithAuxiliary: totals } = analyse(graph);
  const params = new Map(layers.map((row) => [row.name, row.params]));
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  const tensors = new Map(
    graph.nodes.map((node) => [node.name, nodeTensors(node, shapes, backend)] as const),
  );
  const weights = totals.params + totals.nonTrainable;
  const slots = OPTIMIZER_SLOTS[optimizer].length * totals.params;
  const { examples, peak } = trainingWalk(graph, tensors, params, batchSize, backend);
  const images = batchSize * volume(graph.inputShape);
  const beside =
    backend === 'wasm'
      ? scratchFloats(graph, batchSize)
      : backend === 'webgl'
        ? pooledFloats(graph, batchSize)
        : 0;
  const activations = examples + images;
  const training = peak + images;
  const evaluation = batchSize * evaluationPeak(graph, tensors) + images;
  const bytes = (floats: number) => FLOAT_BYTES * floats;
  return {
    weights: bytes(weights),
    optimizer: bytes(slots),
    gradients: bytes(totals.params),
    activations: bytes(activations),
    workspace: bytes(training - activations - totals.params + beside),
    training: bytes(weights + slots + training + beside),
    evaluation: bytes(weights + slots + evaluation + beside),
  };
}

/**
 * Floats made by a training step: forward every output, which lives to the end of the pass, then what the tape
 * keeps of them, and backward node by node, where nothing is freed but the sums of a fan-out that a further sum
 * replaces.
 */
function trainingWalk(
  graph: Graph,
  tensors: ReadonlyMap<string, NodeTensors>,
  params: ReadonlyMap<string, number>,
  batchSize: number,
  backend: Backend,
): { readonly examples: number; readonly peak: number } {
  const heads = 1 + graph.auxiliaryOutputs.length;
  let examples = heads * LOSS_TENSORS * batchSize * graph.numClasses;
  let weights = 0;
  let released = 0;
  for (const node of graph.nodes) {
    const { output, inner, kernelCopies } = lookUp(tensors, node.name);
    if (node.operation.type !== 'input') examples += batchSize * (output + inner);
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(node.name));
    if (!isKept(node, readers, backend)) released += batchSize * output;
    weights += kernelCopies.forward;
  }
  let peak = examples + weights;
  examples -= released;
  const trainable = trainablePaths(graph, params);
  /** For each node whose gradient has been started: whether it has a buffer of its own. */
  const arrived = new Map<string, boolean>();
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  for (const { name, inputs } of [...graph.nodes].reverse()) {
    const { innerGradients, inputGradients, backwardTransient, kernelCopies } = lookUp(tensors, name);
    weights += lookUp(params, name) + kernelCopies.backward;
    if (inputs.some((input) => trainable.has(input))) examples += batchSize * innerGradients;
    inputs.forEach((input, i) => {
      if (!trainable.has(input)) return;
      const size = batchSize * volume(lookUp(shapes, input));
      const own = itemAt(inputGradients, i);
      const before = arrived.get(input);
      examples += own * size;
      if (before !== undefined) {
        // Their sum replaces the earlier gradient; the new one stays.
        examples += before ? 0 : size;
      }
      arrived.set(input, before !== undefined || own > 0);
    });
    peak = Math.max(peak, examples + weights + batchSize * backwardTransient);
  }
  return { examples, peak };
}

/** The nodes that depend on a trainable weight: only they have a gradient. */
function trainablePaths(graph: Graph, params: ReadonlyMap<string, number>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, inputs } of graph.nodes) {
    if (lookUp(params, name) > 0 || inputs.some((input) => found.has(input))) found.add(name);
  }
  return found;
}

/** Largest sum of floats that are alive together for one example, each output until its last reader is done. */
function evaluationPeak(graph: Graph, tensors: ReadonlyMap<string, NodeTensors>): number {
  const nodes = graph.nodes.filter(({ auxiliary }) => auxiliary === undefined);
  const owner = new Map<string, string>();
  const lastUse = new Map<string, number>();
  nodes.forEach(({ name, inputs, operation }, i) => {
    const shares = operation.type === 'flatten' || operation.type === 'dropout';
    owner.set(name, shares ? lookUp(owner, itemAt(inputs, 0)) : name);
    for (const input of inputs) lastUse.set(lookUp(owner, input), i);
  });
  let live = 0;
  let peak = 0;
  nodes.forEach(({ name, inputs, operation }, i) => {
    if (owner.get(name) !== name || operation.type === 'input') return;
    const { output, inner } = lookUp(tensors, name);
    live += output;
    peak = Math.max(peak, live + inner);
    for (const used of new Set(inputs.map((input) => lookUp(owner, input)))) {
      if (lastUse.get(used) === i && used !== 'input') live -= lookUp(tensors, used).output;
    }
  });
  return peak;
}

/** How much of a matrix product's right side is brought into panels at a time. */
const PRODUCT_BLOCK_FLOATS = 2 ** 18;

/**
 * Scratch of our WASM kernels. One place, which grows to the largest that was asked for and stays, is for what all
 * threads share: a convolution's filter in panels of 8 columns, or the partial sums of its gradient. Another is for
 * each thread's own, here one's: a block of a matrix, or an image with its padding around it and its output's gradient
 * in panels.
 */
function scratchFloats(graph: Graph, batchSize: number): number {
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  const panels = (terms: number, columns: number) => terms * 8 * Math.ceil(columns / 8);
  let shared = 0;
  let own = 0;
  for (const node of graph.nodes) {
    const { operation } = node;
    if (operation.type === 'dense') {
      const terms = firstInputShape(node, shapes)[2];
      own = Math.max(own, panels(terms, Math.min(operation.units, PRODUCT_BLOCK_FLOATS / terms)));
    }
    if (operation.type !== 'conv') continue;
    const input = firstInputShape(node, shapes);
    const channels = input[2] / operation.groups;
    const filters = operation.filters / operation.groups;
    const [height, width] = operation.kernelSize;
    const [rows, columns] = node.shape;
    const { top, bottom, left, right } = resolvedPadding(node, input);
    const frame = (input[0] + top + bottom) * (input[1] + left + right);
    const outputFrame = (rows + height - 1) * (columns + width - 1);
    const partialSums = partialSumsOfFilterGradient(batchSize, rows * columns);
    shared = Math.max(
      shared,
      panels(height * width * channels, filters),
      panels(height * width * filters, channels),
      // A gradient that is not divided goes straight to its place.
      partialSums > 1 ? height * width * channels * filters * partialSums : 0,
    );
    own = Math.max(own, panels(rows * columns, filters) + frame * channels, outputFrame * filters);
  }
  return shared + own;
}

/** Floats of the textures that WebGL keeps beside those of the peak. */
function pooledFloats(graph: Graph, batchSize: number): number {
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  const activations = new Map<string, number>();
  const columns = new Map<string, number>();
  const kernels = new Map<string, number>();
  for (const node of graph.nodes) {
    const { operation, shape } = node;
    activations.set(shape.join(), volume(shape));
    if (operation.type !== 'conv' && operation.type !== 'dense') continue;
    const input = firstInputShape(node, shapes);
    const window = operation.type === 'conv' ? operation.kernelSize : ([1, 1] as const);
    const kernel = [...window, input[2], shape[2]];
    kernels.set(
      kernel.join(),
      kernel.reduce((product, side) => product * side, 1),
    );
    columns.set(`${kernel.join()} ${shape.join()}`, imageColumns(node, input));
  }
  const total = (floats: ReadonlyMap<string, number>) =>
    [...floats.values()].reduce((sum, count) => sum + count, 0);
  const copies = total(columns) + POOLED_ACTIVATIONS * total(activations);
  return batchSize * copies + POOLED_KERNELS * total(kernels);
}
