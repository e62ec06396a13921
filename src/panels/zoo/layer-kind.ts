import type { OperationType } from '#models/graph.ts';

/** Layers with weights or a window, by what happens to the map in them; the zoo's pictures tell these apart. */
export type LayerKind = 'conv' | 'pool' | 'dense';

export const LAYER_KINDS: Partial<Readonly<Record<OperationType, LayerKind>>> = {
  conv: 'conv',
  dense: 'dense',
  maxPool: 'pool',
  avgPool: 'pool',
  adaptiveAvgPool: 'pool',
  globalAvgPool: 'pool',
  subsample: 'pool',
};
