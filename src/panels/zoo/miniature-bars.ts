import type { Graph, GraphNode } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { LAYER_KINDS, type LayerKind } from './layer-kind.ts';

/**
 * A net in a few strokes: one bar for each layer with a window or weights, or for each block of parallel or
 * residual paths. A bar is as tall as its map is high, and a convolution as thick as it has channels (both
 * logarithmic).
 */
export interface MiniatureBar {
  readonly kind: LayerKind;
  /** Left edge, width and height within `MINIATURE_SIZE`; bars are centred on its middle. */
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** Parallel paths inside, drawn as slices one above the other. */
  readonly paths: number;
  /** Whether a shortcut passes over it. */
  readonly isResidual: boolean;
  /** Whether an auxiliary head hangs below it. */
  readonly hasHead: boolean;
}

export const MINIATURE_SIZE = { width: 240, height: 72 } as const;

/** The tallest map and the widest layer that a bar can tell apart. */
const TALLEST_MAP = 300;
const MOST_CHANNELS = 4096;
const THICKEST = 16;
/** Poolings and fully connected layers. */
const THIN = 5;
/** Room above the bars for shortcuts and below them for heads. */
const MARGIN = 8;

/** Layers that one bar stands for. */
interface Unit {
  readonly kind: LayerKind;
  readonly nodes: readonly GraphNode[];
  readonly paths: number;
  readonly isResidual: boolean;
}

export function drawMiniature(graph: Graph): readonly MiniatureBar[] {
  const units = unitsOf(graph.nodes.filter(({ auxiliary }) => auxiliary === undefined));
  const heads = new Set(
    graph.nodes.filter(({ auxiliary }) => auxiliary !== undefined).flatMap(({ inputs }) => inputs),
  );
  const channels = (unit: Unit) => itemAt(unit.nodes, -1).shape[2];
  const thickness = units.map((unit) =>
    unit.kind === 'conv' ? (THICKEST * Math.log2(channels(unit) + 1)) / Math.log2(MOST_CHANNELS) : THIN,
  );
  const gap = units.length > 60 ? 0.25 : units.length > 30 ? 0.75 : 2;
  const room = MINIATURE_SIZE.width - gap * (units.length - 1);
  const scale = Math.min(1, room / thickness.reduce((sum, width) => sum + width, 0));
  let x = 0;
  return units.map((unit, index) => {
    const width = itemAt(thickness, index) * scale;
    const bar = {
      kind: unit.kind,
      x,
      width,
      height: barHeight(unit),
      paths: unit.paths,
      isResidual: unit.isResidual,
      hasHead: unit.nodes.some(({ name }) => heads.has(name)),
    };
    x += width + gap;
    return bar;
  });
}

function barHeight({ kind, nodes }: Unit): number {
  const [height, , channels] = itemAt(nodes, -1).shape;
  const share =
    kind === 'dense'
      ? (0.75 * Math.log2(channels)) / Math.log2(MOST_CHANNELS)
      : Math.log2(height + 1) / Math.log2(TALLEST_MAP);
  return Math.max(0.08, Math.min(1, share)) * (MINIATURE_SIZE.height - 2 * MARGIN);
}

function unitsOf(nodes: readonly GraphNode[]): readonly Unit[] {
  const bypassed = bypassedNodes(nodes);
  const units: Unit[] = [];
  for (let start = 0; start < nodes.length; ) {
    const { block } = itemAt(nodes, start);
    let end = start + 1;
    while (block !== undefined && nodes[end]?.block === block) end += 1;
    const inside = nodes.slice(start, end);
    const paths = pathsIn(inside, bypassed);
    const isResidual = inside.some(
      ({ name, operation }) => operation.type === 'add' || (block !== undefined && bypassed.has(name)),
    );
    if (paths > 1 || isResidual) {
      units.push({ kind: 'conv', nodes: inside, paths, isResidual });
    } else {
      for (const node of inside) {
        const kind = LAYER_KINDS[node.operation.type];
        if (kind !== undefined) units.push({ kind, nodes: [node], paths: 1, isResidual: false });
        else joinToLast(units, node);
      }
    }
    start = end;
  }
  return units;
}

/**
 * What is concatenated with a map that it was computed from, as in DenseNet: that map passes it by, as past a residual
 * block, and is no path beside it.
 */
function bypassedNodes(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const place = new Map(nodes.map(({ name }, index) => [name, index]));
  const found = new Set<string>();
  for (const { operation, inputs } of nodes) {
    if (operation.type !== 'concat') continue;
    for (const input of inputs) {
      const others = new Set(inputs.filter((other) => other !== input));
      const earliest = Math.min(...[...others].map((name) => lookUp(place, name)));
      const seen = new Set<string>();
      const reaches = (name: string): boolean => {
        if (others.has(name)) return true;
        if (seen.has(name) || lookUp(place, name) < earliest) return false;
        seen.add(name);
        return lookUp(byName, name).inputs.some(reaches);
      };
      if (lookUp(byName, input).inputs.some(reaches)) found.add(input);
    }
  }
  return found;
}

/** The parallel paths that a block joins in its last concatenation. */
function pathsIn(inside: readonly GraphNode[], bypassed: ReadonlySet<string>): number {
  const concat = inside.findLast(({ operation }) => operation.type === 'concat');
  return concat === undefined || concat.inputs.some((input) => bypassed.has(input))
    ? 1
    : concat.inputs.length;
}

/** An activation or normalisation is part of the bar before it, so that a head can hang from it. */
function joinToLast(units: Unit[], node: GraphNode): void {
  const last = units.at(-1);
  if (last !== undefined && last.nodes.length > 0) {
    units[units.length - 1] = { ...last, nodes: [...last.nodes, node] };
  }
}
