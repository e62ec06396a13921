import { scaleChannels } from './channels.ts';
import { type Initializer, type Padding, type Pair, ZERO } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** What every convolution of a batch-normalised net shares; each architecture binds its own. */
export interface ConvUnitPolicy {
  readonly width: number;
  readonly kernelInitializer: Initializer;
  readonly epsilon: number;
  readonly momentum: number;
  /** The labels of the three layers, from the unit's name. */
  labels(name: string): { readonly conv: string; readonly norm: string; readonly relu: string };
}

/** Adds a convolution, batch norm and ReLU; returns the name of the last. */
export type ConvUnit = (
  name: string,
  input: string,
  filters: number,
  kernelSize: Pair,
  strides: Pair,
  padding: Padding,
  kernelInitializer?: Initializer,
) => string;

/** 'x.conv', 'x.bn', 'x.relu': the labels of torchvision and its kin. */
export const dottedLabels: ConvUnitPolicy['labels'] = (name) => ({
  conv: `${name}.conv`,
  norm: `${name}.bn`,
  relu: `${name}.relu`,
});

/** Binds a policy; the convolutions have no bias, since batch norm's beta takes its place. */
export function convUnit(g: GraphBuilder, policy: ConvUnitPolicy): ConvUnit {
  const { epsilon, momentum } = policy;
  return (name, input, filters, kernelSize, strides, padding, kernelInitializer) => {
    const labels = policy.labels(name);
    const conv = g.conv(labels.conv, input, {
      filters: scaleChannels(filters, policy.width),
      kernelSize,
      strides,
      padding,
      useBias: false,
      kernelInitializer: kernelInitializer ?? policy.kernelInitializer,
      biasInitializer: ZERO,
    });
    return g.activation(labels.relu, g.batchNorm(labels.norm, conv, { epsilon, momentum }), 'relu');
  };
}
