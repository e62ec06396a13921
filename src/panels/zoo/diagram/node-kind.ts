import type { OperationType } from '#models/graph.ts';
import type { DiagramNode } from './diagram-layout.ts';

/** How a box is coloured: by what happens to the map in it. */
export type NodeKind = 'conv' | 'pool' | 'dense' | 'join' | 'block' | 'other';

const KINDS: Partial<Readonly<Record<OperationType, NodeKind>>> = {
  conv: 'conv',
  dense: 'dense',
  maxPool: 'pool',
  avgPool: 'pool',
  adaptiveAvgPool: 'pool',
  globalAvgPool: 'pool',
  subsample: 'pool',
  concat: 'join',
  add: 'join',
};

export function nodeKind({ layer }: DiagramNode): NodeKind {
  return layer === undefined ? 'block' : (KINDS[layer.operation.type] ?? 'other');
}
