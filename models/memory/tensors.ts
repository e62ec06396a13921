import { resolvedPadding } from '#models/analysis.ts';
import type { GraphNode, Shape } from '#models/graph.ts';
import { lookUp } from '#models/lookup.ts';
import { averagesInside, padsFirst } from '#models/tfjs-padding.ts';

export type Backend = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/**
 * The tensors that one node makes in tfjs, in floats for each example: what the gradient tape keeps of the
 * forward pass, and what the backward pass adds. The tape keeps the inputs (and often the outputs) of every
 * operation to the end of the backward pass, and so it does with every gradient on the way.
 */
export interface NodeTensors {
  /** The output; 0 where it shares its input's buffer. */
  readonly output: number;
  /** Kept for the backward pass besides: the steps between the input and the output. */
  readonly inner: number;
  /** Gradients of the steps between. */
  readonly innerGradients: number;
  /** For each input, how many buffers of its size its gradient takes; 0 where it shares another's. */
  readonly inputGradients: readonly number[];
  /** Held for a moment while the gradients are made. */
  readonly backwardTransient: number;
  /** Copies of the kernel that the forward and the backward pass make; once, not for each example. */
  readonly kernelCopies: { readonly forward: number; readonly backward: number };
}

export const volume = (shape: Shape): number => shape[0] * shape[1] * shape[2];

/** Floats of all the windows, overlapping, over which an adaptive pooling takes its means. */
function adaptiveWindows(
  [height, width, channels]: Shape,
  [rows, columns]: readonly [number, number],
): number {
  const along = (input: number, output: number) =>
    Array.from(
      { length: output },
      (_, i) => Math.ceil(((i + 1) * input) / output) - Math.floor((i * input) / output),
    ).reduce((sum, size) => sum + size, 0);
  return along(height, rows) * along(width, columns) * channels;
}

/** The input of a node with its padding around it, in floats. */
function paddedVolume(node: GraphNode, input: Shape): number {
  const { top, bottom, left, right } = resolvedPadding(node, input);
  return (input[0] + top + bottom) * (input[1] + left + right) * input[2];
}

/**
 * Floats for each example of the matrix into which WebGL spreads an image before a convolution, one column for
 * each output pixel; 0 where it needs none.
 */
export function imageColumns({ operation, shape }: GraphNode, input: Shape): number {
  if (operation.type !== 'conv') return 0;
  const [height, width] = operation.kernelSize;
  const [down, across] = operation.strides;
  if (height * width * down * across === 1) return 0;
  return (height * width * input[2] * shape[0] * shape[1]) / operation.groups;
}

/**
 * Whether the tape keeps a node's output: the operations named keep theirs, and all but the activations keep what
 * they read. With our WASM kernels ReLU looks at its output, so what it read is let go after the forward pass.
 */
export function isKept(node: GraphNode, readers: readonly GraphNode[], backend: Backend): boolean {
  const { operation } = node;
  const keepsItself = ['dense', 'activation', 'maxPool'].includes(operation.type);
  return (
    keepsItself || readers.some((reader) => backend !== 'wasm' || reader.operation.type !== 'activation')
  );
}

/** Some layers are made of several operations where no kernel or program of ours is at work. */
export function nodeTensors(
  node: GraphNode,
  shapeOf: ReadonlyMap<string, Shape>,
  backend: Backend,
): NodeTensors {
  const shapes = node.inputs.map((name) => lookUp(shapeOf, name));
  const [from = node.shape] = shapes;
  const output = volume(node.shape);
  const layer: NodeTensors = {
    output,
    inner: 0,
    innerGradients: 0,
    inputGradients: shapes.map(() => 1),
    backwardTransient: 0,
    kernelCopies: { forward: 0, backward: 0 },
  };
  const tensors = { ...layer, ...ofOperation(node, from, output, backend) };
  if (!padsFirst(node)) return tensors;
  // The padded input is a tensor of its own, and so is its gradient.
  const padded = paddedVolume(node, from);
  if (padded === volume(from)) return tensors;
  return {
    ...tensors,
    inner: tensors.inner + padded,
    innerGradients: tensors.innerGradients + padded,
  };
}

function ofOperation(node: GraphNode, from: Shape, output: number, backend: Backend): Partial<NodeTensors> {
  const { operation } = node;
  const input = volume(from);
  switch (operation.type) {
    case 'conv': {
      const [height, width] = operation.kernelSize;
      const kernel = (height * width * from[2] * operation.filters) / operation.groups;
      const biased = operation.useBias ? output : 0;
      // The kernel times its mask, then the convolution, then the bias.
      if (operation.connections !== undefined)
        return { inner: biased, kernelCopies: { forward: 2 * kernel, backward: kernel } };
      if (operation.groups === 1) return {};
      // The input and the kernel are cut, the parts' outputs joined.
      return {
        inner: input + output + biased,
        innerGradients: input + output,
        kernelCopies: { forward: kernel, backward: kernel },
      };
    }
    case 'activation':
      switch (operation.function) {
        case 'relu':
          return backend === 'wasm' ? {} : { backwardTransient: output };
        case 'scaledTanh':
          // tanh keeps its output alone, so the scaled input is let go.
          return { inner: output, innerGradients: 2 * output, backwardTransient: 2 * output };
        default:
          return { backwardTransient: 2 * output };
      }
    case 'avgPool': {
      if (!averagesInside(node)) return {};
      const padded = paddedVolume(node, from);
      return { inner: padded + output, innerGradients: padded + output };
    }
    case 'adaptiveAvgPool': {
      if (operation.outputSize[0] * operation.outputSize[1] === 1) return {};
      const windows = adaptiveWindows(from, operation.outputSize);
      const count = operation.outputSize[0] * operation.outputSize[1];
      return {
        inner: windows + output,
        innerGradients: windows + output,
        inputGradients: [count],
        backwardTransient: (2 * windows) / count,
      };
    }
    case 'subsample':
      return { inner: 3 * output, innerGradients: 2 * output, backwardTransient: output };
    case 'batchNorm':
      // By operations, four tensors lie on the way back from dy to dx.
      return backend === 'wasm' || backend === 'webgl' ? {} : { innerGradients: 4 * input };
    case 'dropout':
      return operation.rate === 0 ? { output: 0, inputGradients: [0] } : { inner: 2 * output };
    case 'flatten':
      return { output: 0, inputGradients: [0] };
    case 'add':
      // The sum's gradient is its inputs'.
      return operation.scale === 1 ? { inputGradients: [0, 0] } : { inner: output, inputGradients: [0, 1] };
    case 'padShortcut': {
      const sampled = node.shape[0] * node.shape[1] * from[2];
      return { inner: sampled, innerGradients: sampled };
    }
    default:
      return {};
  }
}
