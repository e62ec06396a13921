import { Graph as DagreGraph, layout as runDagre } from '@dagrejs/dagre';
import type { Graph, GraphNode } from '#models/graph.ts';
import { itemAt, lookUp } from '#models/lookup.ts';
import { inColumns } from './diagram-columns.ts';
import { type Fold, foldTree, isFold } from './folds.ts';
import type { Box, Point, Room } from './geometry.ts';

/** What a box stands for. */
type Content =
  | { readonly layer: GraphNode; readonly fold?: undefined }
  | { readonly layer?: undefined; readonly fold: Fold };

/** One box that the reader sees: a layer, a folded block, or the title of an unfolded one. */
export type DiagramNode = Box &
  Content & {
    /** The layer's name, or the block's path. */
    readonly id: string;
    readonly isUnfolded: boolean;
  };

export interface Frame extends Box {
  readonly path: string;
}

export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  /** From input to output. */
  readonly nodes: readonly DiagramNode[];
  /** The points that each connection passes, from above to below. */
  readonly edges: readonly (readonly Point[])[];
  /** The frames of unfolded blocks, outer before inner. */
  readonly frames: readonly Frame[];
  /** By layer, the node that shows it: itself or the folded block that holds it. */
  readonly shownBy: ReadonlyMap<string, string>;
}

export const NODE_WIDTH = 196;
export const NODE_HEIGHT = 58;
const TITLE_HEIGHT = 30;
const PADDING = 12;
const SPACING = { nodesep: 12, edgesep: 10, ranksep: 24 };

/**
 * Lays a net out from above to below with the blocks in `unfolded` open. Each open block is laid out on its own and
 * then stands as one box in the block around it: blocks that are alike look alike, and the time grows with the
 * number of different blocks, not with that of layers. Given a room to fill, a long net goes on in further columns.
 */
export function layOutDiagram(graph: Graph, unfolded: ReadonlySet<string>, room?: Room): DiagramLayout {
  const shownBy = new Map<string, string>();
  const parts: Parts = { nodes: [], edges: [], frames: [] };
  const { width, height, place } = arrange(foldTree(graph), unfolded, shownBy, room);
  place({ x: 0, y: 0 }, parts);
  return { width, height, ...parts, shownBy };
}

interface Parts {
  readonly nodes: DiagramNode[];
  readonly edges: (readonly Point[])[];
  readonly frames: Frame[];
}

/** Something of known size that is placed once its surroundings are known. */
interface Arranged {
  readonly width: number;
  readonly height: number;
  /** Where connections enter, from the upper left corner. */
  readonly entry: Point;
  /** Where the connection from a layer inside leaves, from the upper left corner. */
  exitOf(layer: string): Point;
  place(at: Point, parts: Parts): void;
}

function arrangeBox(id: string, content: Content): Arranged {
  const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
  return {
    ...size,
    entry: { x: NODE_WIDTH / 2, y: 0 },
    exitOf: () => ({ x: NODE_WIDTH / 2, y: NODE_HEIGHT }),
    place: (at, { nodes }) => nodes.push({ id, ...content, ...at, ...size, isUnfolded: false }),
  };
}

/** A block with its title on top, or the whole net without one. */
function arrange(
  fold: Fold,
  unfolded: ReadonlySet<string>,
  shownBy: Map<string, string>,
  room?: Room,
): Arranged {
  const isRoot = fold.path === '';
  /** The child that each layer inside belongs to. */
  const childOf = new Map<string, number>();
  const children = fold.children.map((child, index): Arranged => {
    const layers = layersOf(child);
    for (const { name } of layers) childOf.set(name, index);
    if (!isFold(child)) {
      shownBy.set(child.name, child.name);
      return arrangeBox(child.name, { layer: child });
    }
    if (unfolded.has(child.path)) return arrange(child, unfolded, shownBy);
    for (const { name } of layers) shownBy.set(name, child.path);
    return arrangeBox(child.path, { fold: child });
  });

  const title = children.length;
  const connections = new Map<string, { from: number; to: number; source: string }>();
  for (const layer of layersOf(fold)) {
    const to = lookUp(childOf, layer.name);
    for (const source of layer.inputs) {
      const from = childOf.get(source) ?? title;
      if (from === to || (from === title && isRoot)) continue;
      // What comes from outside passes the title.
      connections.set(`${from === title ? '' : source} ${to}`, { from, to, source });
    }
  }
  const sizes: { width: number; height: number }[] = children.map(({ width, height }) => ({ width, height }));
  if (!isRoot) sizes.push({ width: NODE_WIDTH, height: TITLE_HEIGHT });
  const wires = [...connections.values()];
  const level = layOutLevel(sizes, wires);
  const { boxes, bends, width, height } =
    room === undefined ? level : wrap(level, sizes, children, wires, room);

  const top = isRoot ? 0 : PADDING;
  const inner = (box: Point): Point => ({ x: box.x + top, y: box.y + top });
  const titleBox = isRoot ? undefined : inner(itemAt(boxes, title));
  const exitOf = (layer: string): Point => {
    const index = lookUp(childOf, layer);
    const exit = itemAt(children, index).exitOf(layer);
    const box = inner(itemAt(boxes, index));
    return { x: box.x + exit.x, y: box.y + exit.y };
  };
  return {
    width: width + 2 * top,
    height: height + 2 * top,
    entry:
      titleBox === undefined ? { x: width / 2, y: 0 } : { x: titleBox.x + NODE_WIDTH / 2, y: titleBox.y },
    exitOf,
    place(at, parts) {
      const moved = (point: Point) => ({ x: at.x + point.x, y: at.y + point.y });
      if (titleBox !== undefined) {
        parts.frames.push({ path: fold.path, ...at, width: width + 2 * top, height: height + 2 * top });
        const size = { width: NODE_WIDTH, height: TITLE_HEIGHT };
        parts.nodes.push({ id: fold.path, fold, ...moved(titleBox), ...size, isUnfolded: true });
      }
      for (const [index, child] of children.entries()) child.place(moved(inner(itemAt(boxes, index))), parts);
      for (const [index, { from, to, source }] of wires.entries()) {
        const target = inner(itemAt(boxes, to));
        const start =
          from === title && titleBox !== undefined
            ? { x: titleBox.x + NODE_WIDTH / 2, y: titleBox.y + TITLE_HEIGHT }
            : exitOf(source);
        const { entry } = itemAt(children, to);
        const end = { x: target.x + entry.x, y: target.y + entry.y };
        parts.edges.push([start, ...itemAt(bends, index).map(inner), end].map(moved));
      }
    },
  };
}

/** A level in columns, where it is shown larger so. */
function wrap(
  level: Level,
  sizes: readonly Room[],
  children: readonly Arranged[],
  wires: readonly { readonly from: number; readonly to: number; readonly source: string }[],
  room: Room,
): Level {
  const moved = (index: number, point: Point) => {
    const box = itemAt(level.boxes, index);
    return { x: box.x + point.x, y: box.y + point.y };
  };
  const columns = inColumns(
    level.boxes.map((box, index) => ({ ...box, ...itemAt(sizes, index) })),
    wires.map(({ from, to, source }, index) => ({
      from,
      to,
      start: moved(from, itemAt(children, from).exitOf(source)),
      end: moved(to, itemAt(children, to).entry),
      bends: itemAt(level.bends, index),
    })),
    level,
    room,
  );
  if (columns === undefined) return level;
  return {
    ...columns,
    boxes: level.boxes.map((box, index) => {
      const shift = itemAt(columns.shifts, index);
      return { x: box.x + shift.x, y: box.y + shift.y };
    }),
  };
}

function layersOf(child: GraphNode | Fold): readonly GraphNode[] {
  return isFold(child) ? child.children.flatMap(layersOf) : [child];
}

interface Level {
  readonly boxes: readonly Point[];
  /** Of each connection, the points between its ends. */
  readonly bends: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

/** Levels already laid out, by their sizes and connections. */
const known = new Map<string, Level>();

function layOutLevel(
  sizes: readonly { readonly width: number; readonly height: number }[],
  wires: readonly { readonly from: number; readonly to: number }[],
): Level {
  const key = JSON.stringify([
    sizes.map(({ width, height }) => [width, height]),
    wires.map(({ from, to }) => [from, to]),
  ]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const dagre = new DagreGraph({ multigraph: true });
  dagre.setGraph({ rankdir: 'TB', ...SPACING });
  for (const [index, size] of sizes.entries()) dagre.setNode(String(index), { ...size });
  for (const [index, { from, to }] of wires.entries()) {
    dagre.setEdge(String(from), String(to), {}, String(index));
  }
  runDagre(dagre);
  const { width = 0, height = 0 } = dagre.graph();
  const level: Level = {
    boxes: sizes.map(({ width, height }, index) => {
      const { x, y } = dagre.node(String(index)) as Point;
      return { x: x - width / 2, y: y - height / 2 };
    }),
    bends: wires.map(({ from, to }, index) => {
      const { points } = dagre.edge(String(from), String(to), String(index)) as { points: Point[] };
      return points.slice(1, -1).map(({ x, y }) => ({ x, y }));
    }),
    width,
    height,
  };
  known.set(key, level);
  return level;
}

/** A connection as the path of an SVG: straight at its ends, rounded where it bends. */
export function edgePath(points: readonly Point[]): string {
  const start = itemAt(points, 0);
  const end = itemAt(points, -1);
  const others = points.slice(1);
  if (others.length === 1) {
    const middle = (start.y + end.y) / 2;
    return `M${at(start)}C${round(start.x)} ${round(middle)} ${round(end.x)} ${round(middle)} ${at(end)}`;
  }
  const curves = others.slice(0, -1).map((point, index) => {
    const next = itemAt(others, index + 1);
    const stop = index === others.length - 2 ? end : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(stop)}`;
  });
  return `M${at(start)}${curves.join('')}`;
}

const round = (value: number): number => Math.round(10 * value) / 10;
const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
