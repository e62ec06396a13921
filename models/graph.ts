import { itemAt, lookUp } from './lookup.ts';

/**
 * An architecture as plain data: named nodes with their operation, hyper-parameters, inputs and inferred
 * output shape. Everything that knows a network (the tfjs builder, the layer table, the diagram, the
 * estimate of memory, the terminal) reads this and nothing else.
 */

/** Height, width, channels of one example (NHWC without the batch). A flat vector of n units is [1, 1, n]. */
export type Shape = readonly [height: number, width: number, channels: number];

/** [height, width], of a window or a stride. */
export type Pair = readonly [height: number, width: number];

/**
 * Padding is written, never inherited. 'valid' pads nothing; 'same' is TensorFlow's (output = ceil(input /
 * stride), the odd row goes to the end); otherwise rows and columns are counted out, as Caffe and PyTorch do.
 */
export type Padding =
  | 'valid'
  | 'same'
  | { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** The same rows above and below, and the same columns left and right. */
export function around(rows: number, columns: number = rows): Padding {
  return { top: rows, bottom: rows, left: columns, right: columns };
}

/** The padding with which a window of odd sides at stride 1 keeps the size of its map. */
export function keepingSize([height, width]: Pair): Padding {
  return around((height - 1) / 2, (width - 1) / 2);
}

/** How a weight starts. Fans are those of the kernel: fanIn = kh * kw * input channels per group. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly stddev: number }
  /** He et al. 2015, eq. 10 / 14: N(0, 2 / fan), not truncated. */
  | { readonly kind: 'heNormal'; readonly mode: 'fanIn' | 'fanOut' }
  /** TF-Slim's variance scaling: N(0, 2.6 / fanIn), sampled again beyond two deviations, which leaves about 2 / fanIn. */
  | { readonly kind: 'truncatedHeNormal' }
  /** Glorot & Bengio 2010, eq. 16: U(+-sqrt(6 / (fanIn + fanOut))). */
  | { readonly kind: 'glorotUniform' }
  /** U(+-scale / sqrt(fanIn)): LeCun et al. 1998b with scale sqrt(3); PyTorch's default with scale 1. */
  | { readonly kind: 'uniformFanIn'; readonly scale: number }
  /** U(+-scale / fanIn): LeNet-5's 2.4 / fan-in. */
  | { readonly kind: 'uniformOverFanIn'; readonly scale: number };

export const ZERO: Initializer = { kind: 'constant', value: 0 };

export type ActivationFunction = 'relu' | 'tanh' | 'scaledTanh' | 'sigmoid';

/** One operation with its hyper-parameters, named as tfjs names them. */
export type Operation =
  | { readonly type: 'input' }
  | ConvOperation
  | {
      readonly type: 'dense';
      readonly units: number;
      readonly useBias: boolean;
      readonly kernelInitializer: Initializer;
      readonly biasInitializer: Initializer;
    }
  | { readonly type: 'activation'; readonly function: ActivationFunction }
  | {
      readonly type: 'maxPool';
      readonly poolSize: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      /** Round the output size up instead of down (Caffe; PyTorch's ceil_mode). */
      readonly ceil: boolean;
    }
  | {
      readonly type: 'avgPool';
      readonly poolSize: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      /** Whether padding counts in the divisor (PyTorch and Caffe: yes; TensorFlow: no). */
      readonly countIncludePad: boolean;
    }
  | { readonly type: 'adaptiveAvgPool'; readonly outputSize: Pair }
  | { readonly type: 'globalAvgPool' }
  /** LeNet-5's S layers: the window's sum times a trainable coefficient plus a bias, one pair a channel. */
  | { readonly type: 'subsample'; readonly poolSize: Pair }
  /** `momentum` as tfjs has it: running = momentum * running + (1 - momentum) * batch. */
  | { readonly type: 'batchNorm'; readonly epsilon: number; readonly momentum: number }
  /** y = x / (bias + alpha * sum of squares over 2 * depthRadius + 1 channels)^beta. */
  | {
      readonly type: 'lrn';
      readonly depthRadius: number;
      readonly bias: number;
      readonly alpha: number;
      readonly beta: number;
    }
  /** `rate` is the fraction dropped. */
  | { readonly type: 'dropout'; readonly rate: number }
  | { readonly type: 'flatten' }
  | { readonly type: 'concat' }
  /** inputs[0] + scale * inputs[1]. */
  | { readonly type: 'add'; readonly scale: number }
  /** He et al. 2015, option A: the input sub-sampled by `strides`, then zero channels added, `before` of them in front. */
  | {
      readonly type: 'padShortcut';
      readonly strides: Pair;
      readonly zeroChannels: number;
      readonly before: number;
    };

export interface ConvOperation {
  readonly type: 'conv';
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  /** Both the input's and the output's channels are cut into this many independent parts. */
  readonly groups: number;
  /** For each filter the input channels that it sees (LeNet-5's C3); all when absent. */
  readonly connections?: readonly (readonly number[])[];
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
}

export type OperationType = Operation['type'];

export interface GraphNode {
  /** The paper's label, or the key of published weights; unique in the graph. */
  readonly name: string;
  /** What readers know the layer as, where `name` is such a key: `conv1_1` for VGG's `features.0`. For display alone. */
  readonly label?: string;
  readonly operation: Operation;
  readonly inputs: readonly string[];
  readonly shape: Shape;
  /** The fold of the diagram that it belongs to, such as 'inception_4c'. */
  readonly block?: string;
  /** The auxiliary head that it belongs to, such as 'aux1': trained with, absent in evaluation. */
  readonly auxiliary?: string;
}

export interface AuxiliaryOutput {
  readonly name: string;
  /** The node whose output are this head's logits. */
  readonly node: string;
  /** This head's weight in the training loss. */
  readonly lossWeight: number;
}

export interface Graph {
  readonly id: string;
  readonly inputShape: Shape;
  readonly numClasses: number;
  /** Not as published: another input, width or stem. */
  readonly adapted: boolean;
  /** In topological order, the input first. */
  readonly nodes: readonly GraphNode[];
  /** The node whose output are the logits, [1, 1, numClasses]. */
  readonly output: string;
  readonly auxiliaryOutputs: readonly AuxiliaryOutput[];
}

/** The shape that a node reads; the first, where it reads several. */
export function firstInputShape(node: GraphNode, shapes: ReadonlyMap<string, Shape>): Shape {
  return lookUp(shapes, itemAt(node.inputs, 0));
}

/** Thrown where a network is described wrongly; the message names the layer and the shapes. */
export class GraphError extends Error {
  readonly layer: string;
  constructor(layer: string, message: string) {
    super(`${layer}: ${message}`);
    this.name = 'GraphError';
    this.layer = layer;
  }
}

export function formatShape(shape: Shape): string {
  return shape.join('x');
}
