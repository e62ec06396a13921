import { resolvedPadding } from '#models/analysis.ts';
import type { Graph, Operation, Pair, Shape } from '#models/graph.ts';
import type { ModelConfig } from '#protocol/run-config.ts';

/** A graph for contestants that share no code with this project: padding counted out, nothing to infer. */
export interface PlainGraph {
  readonly nodes: readonly PlainNode[];
  readonly output: string;
  readonly auxiliaryOutputs: Graph['auxiliaryOutputs'];
}

export interface PlainNode {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly string[];
  readonly shape: Shape;
  readonly padding: {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
  };
}

/** One training step: forward, mean cross-entropy, backward, momentum update; the batch is already there. */
export interface NetTask {
  readonly kind: 'net';
  readonly name: string;
  readonly batchSize: number;
  readonly inputShape: Shape;
  readonly numClasses: number;
  readonly model: ModelConfig;
  readonly graph: PlainGraph;
  readonly learningRate: number;
  readonly momentum: number;
}

export type Direction = 'forward' | 'filterGradient' | 'inputGradient';

/** One convolution of square maps, padded by half of its odd kernel on every side, as the papers of the zoo do. */
export interface ConvolutionTask {
  readonly kind: 'convolution';
  readonly direction: Direction;
  readonly batchSize: number;
  readonly side: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Rows, columns. */
  readonly kernel: Pair;
  readonly stride: number;
}

/** A product of two square matrices. */
export interface ProductTask {
  readonly kind: 'product';
  readonly size: number;
}

export type Task = NetTask | ConvolutionTask | ProductTask;

/** Padding on each of the four sides, rows and columns: half of an odd kernel. */
export const paddingOf = ({ kernel }: Pick<ConvolutionTask, 'kernel'>): Pair => [
  (kernel[0] - 1) / 2,
  (kernel[1] - 1) / 2,
];

/** Height and width of the map that comes out. */
export const outSideOf = ({ side, stride }: Pick<ConvolutionTask, 'side' | 'stride'>): number =>
  Math.ceil(side / stride);

/** Multiplications and additions; taps that fall on padding count, as is usual. */
export function operationsOf(task: ConvolutionTask | ProductTask): number {
  if (task.kind === 'product') return 2 * task.size ** 3;
  const { batchSize, inChannels, outChannels, kernel } = task;
  return 2 * batchSize * outSideOf(task) ** 2 * kernel[0] * kernel[1] * inChannels * outChannels;
}

/** The part of a convolution's taps that fall inside the map, not on its padding. */
export function tapsInside(task: Pick<ConvolutionTask, 'side' | 'kernel' | 'stride'>): number {
  const outSide = outSideOf(task);
  const padding = paddingOf(task);
  const inside = task.kernel.map((length, axis) => {
    const taps = Array.from({ length: outSide }, (_, i) => i * task.stride - padding[axis]!).map(
      (first) => Math.min(task.side, first + length) - Math.max(0, first),
    );
    return taps.reduce((a, b) => a + b) / (outSide * length);
  });
  return inside[0]! * inside[1]!;
}

export function plainGraph(graph: Graph): PlainGraph {
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  return {
    nodes: graph.nodes.map((node) => ({
      name: node.name,
      operation: node.operation,
      inputs: node.inputs,
      shape: node.shape,
      padding: resolvedPadding(node, shapes.get(node.inputs[0] ?? node.name)!),
    })),
    output: graph.output,
    auxiliaryOutputs: graph.auxiliaryOutputs,
  };
}
