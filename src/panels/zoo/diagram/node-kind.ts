import type { OperationType } from '#models/graph.ts';
import { LAYER_KINDS, type LayerKind } from '#panels/zoo/layer-kind.ts';
import type { DiagramNode } from './diagram-layout.ts';

/** How a box is coloured: by what happens to the map in it. */
export type NodeKind = LayerKind | 'join' | 'block' | 'other';

const KINDS: Partial<Readonly<Record<OperationType, NodeKind>>> = {
  ...LAYER_KINDS,
  concat: 'join',
  add: 'join',
};

export function nodeKind({ layer }: DiagramNode): NodeKind {
  return layer === undefined ? 'block' : (KINDS[layer.operation.type] ?? 'other');
}
