import type { GraphNode } from './graph.ts';

type PaddedType = 'conv' | 'maxPool' | 'avgPool';

/** What tfjs calls a node's padding, or undefined where neither 'valid' nor 'same' is the same thing there. */
export function tfjsPadding(node: GraphNode): 'valid' | 'same' | undefined {
  const operation = node.operation as Extract<GraphNode['operation'], { type: PaddedType }>;
  const { padding } = operation;
  if (padding === 'valid') return operation.type === 'maxPool' && operation.ceil ? undefined : 'valid';
  if (padding === 'same') return operation.type === 'avgPool' ? undefined : 'same';
  if (operation.type === 'maxPool' && operation.ceil) return undefined;
  const sides = [padding.top, padding.bottom, padding.left, padding.right];
  if (sides.every((side) => side === 0)) return 'valid';
  if (operation.type === 'avgPool') return undefined;
  const size = operation.type === 'conv' ? operation.kernelSize : operation.poolSize;
  const unitStride = operation.strides[0] === 1 && operation.strides[1] === 1;
  const symmetric =
    padding.top === padding.bottom &&
    padding.left === padding.right &&
    2 * padding.top === size[0] - 1 &&
    2 * padding.left === size[1] - 1;
  return unitStride && symmetric ? 'same' : undefined;
}

/** Whether the node needs its zeros written around its input first, by a layer of their own. */
export function padsFirst(node: GraphNode): boolean {
  const { operation } = node;
  if (operation.type !== 'conv' && operation.type !== 'maxPool' && operation.type !== 'avgPool') return false;
  return tfjsPadding(node) === undefined && !averagesInside(node);
}

/** Whether the node takes averages from which the padding is left out. */
export function averagesInside(node: GraphNode): boolean {
  const { operation } = node;
  return operation.type === 'avgPool' && !operation.countIncludePad && tfjsPadding(node) === undefined;
}
