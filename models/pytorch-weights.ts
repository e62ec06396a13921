import type { Graph } from './graph.ts';
import { type Weight, type WeightPart, weightsOf } from './weights.ts';

/** A weight as a state dict of PyTorch has it. */
export interface PyTorchWeight extends Weight {
  /** 'conv1.weight' */
  readonly key: string;
  /** Kernels are [filters, inputs of a group, height, width] and [units, inputs]. */
  readonly keyShape: readonly number[];
}

const PARTS: Readonly<Record<WeightPart, string>> = {
  kernel: 'weight',
  coefficient: 'weight',
  gamma: 'weight',
  bias: 'bias',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
};

/**
 * How PyTorch names and shapes the weights of a net, in the order of the graph. Labels of the zoo are those of
 * torchvision where it has the net (timm's and Cadene's where only they have it), so that a layer needs no other name;
 * where other files differ, the architecture's `otherLayerNames` say how.
 */
export function pyTorchWeights(graph: Graph): readonly PyTorchWeight[] {
  return weightsOf(graph).map((weight) => ({
    ...weight,
    key: pyTorchKey(weight.layer, weight.part),
    keyShape: pyTorchShape(weight),
  }));
}

export function pyTorchKey(layer: string, part: WeightPart): string {
  return `${pyTorchPath(layer)}.${PARTS[part]}`;
}

/** Where a module of PyTorch stands whose layer bears a label of Caffe's: 'inception_3a/3x3' as inception_3a.conv3x3. */
export function pyTorchPath(layer: string): string {
  return layer.replaceAll('/', '.').replaceAll(/(?<=^|\.)\d+x/g, 'conv$&');
}

function pyTorchShape({ shape, window }: Weight): readonly number[] {
  if (window === undefined) return shape;
  const [height, width, inputs, outputs] = window;
  return shape.length === 2 ? [outputs, inputs * height * width] : [outputs, inputs, height, width];
}
