import { resolvedPadding } from '#models/analysis.ts';
import type { Graph, Operation, Shape } from '#models/graph.ts';
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

/** One convolution with padding 'same' of square maps. */
export interface ConvolutionTask {
  readonly kind: 'convolution';
  readonly direction: Direction;
  readonly batchSize: number;
  readonly side: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A product of two square matrices. */
export interface ProductTask {
  readonly kind: 'product';
  readonly size: number;
}

export type Task = NetTask | ConvolutionTask | ProductTask;

/** Multiplications and additions; taps that fall on padding count, as is usual. */
export function operationsOf(task: ConvolutionTask | ProductTask): number {
  if (task.kind === 'product') return 2 * task.size ** 3;
  const { batchSize, side, inChannels, outChannels, kernel, stride } = task;
  return 2 * batchSize * Math.ceil(side / stride) ** 2 * kernel ** 2 * inChannels * outChannels;
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
