import { itemAt } from '#models/lookup.ts';
import type { Box, Point, Room } from './geometry.ts';

/** A connection between two boxes of a level, with where it leaves the one and enters the other. */
export interface Wire {
  readonly from: number;
  readonly to: number;
  readonly start: Point;
  readonly end: Point;
  /** Between its ends. */
  readonly bends: readonly Point[];
}

/** A long level wrapped into columns. */
export interface Columns {
  /** By how much each box moves. */
  readonly shifts: readonly Point[];
  readonly bends: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

/** Between columns, with the connection that leads from one to the next in the middle. */
const GAP = 48;
/** Above and below the columns, for that connection. */
const TURN = 18;
const CORNER = 7;

/**
 * Wraps a level that is laid out from above to below into columns, so that it is shown as large as the room allows.
 * It is cut only where a single connection passes.
 */
export function inColumns(
  boxes: readonly Box[],
  wires: readonly Wire[],
  size: Room,
  room: Room,
): Columns | undefined {
  const segments = cutWherePossible(boxes, wires);
  const fewest: Choice = { columns: [segments], zoom: zoomFor(size, room) };
  let best = fewest;
  for (let count = 1; count < segments.length; count++) {
    const height = heightOf(segments.slice(0, count));
    const columns = fill(segments, height);
    const zoom = zoomFor(sizeOf(columns), room);
    // A column more must be worth it.
    if (zoom > best.zoom * 1.02) best = { columns, zoom };
  }
  return best === fewest ? undefined : place(best.columns, boxes, wires);
}

interface Choice {
  readonly columns: readonly (readonly Segment[])[];
  readonly zoom: number;
}

/** Boxes that stay together, from their upper edge to their lower one. */
interface Segment {
  readonly members: readonly number[];
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function cutWherePossible(boxes: readonly Box[], wires: readonly Wire[]): readonly Segment[] {
  const order = boxes.map((_, index) => index).toSorted((a, b) => itemAt(boxes, a).y - itemAt(boxes, b).y);
  const segments: Segment[] = [];
  let members: number[] = [];
  const above = new Set<number>();
  for (const [place, index] of order.entries()) {
    members.push(index);
    above.add(index);
    const bottom = Math.max(
      ...members.map((member) => itemAt(boxes, member).y + itemAt(boxes, member).height),
    );
    const next = order[place + 1];
    const isFree = next === undefined || itemAt(boxes, next).y >= bottom;
    const crossing = wires.filter(({ from, to }) => above.has(from) !== above.has(to)).length;
    if (next !== undefined && !(isFree && crossing === 1)) continue;
    const inside = new Set(members);
    const points = [
      ...members.flatMap((member) => {
        const { x, y, width } = itemAt(boxes, member);
        return [
          { x, y },
          { x: x + width, y },
        ];
      }),
      ...wires.filter(({ from, to }) => inside.has(from) && inside.has(to)).flatMap(({ bends }) => bends),
    ];
    segments.push({
      members,
      top: Math.min(...points.map(({ y }) => y)),
      bottom,
      left: Math.min(...points.map(({ x }) => x)),
      right: Math.max(...points.map(({ x }) => x)),
    });
    members = [];
  }
  return segments;
}

const heightOf = (column: readonly Segment[]) => itemAt(column, -1).bottom - itemAt(column, 0).top;
const leftOf = (column: readonly Segment[]) => Math.min(...column.map(({ left }) => left));
const rightOf = (column: readonly Segment[]) => Math.max(...column.map(({ right }) => right));

/** Columns of at most this height, where no segment alone is higher. */
function fill(segments: readonly Segment[], height: number): readonly (readonly Segment[])[] {
  const columns: Segment[][] = [];
  for (const segment of segments) {
    const column = columns.at(-1);
    if (column !== undefined && heightOf([...column, segment]) <= height) column.push(segment);
    else columns.push([segment]);
  }
  return columns;
}

function sizeOf(columns: readonly (readonly Segment[])[]): Room {
  const widths = columns.reduce((sum, column) => sum + rightOf(column) - leftOf(column), 0);
  return {
    width: widths + GAP * (columns.length - 1),
    height: Math.max(...columns.map(heightOf)) + 2 * TURN,
  };
}

const zoomFor = (size: Room, room: Room) => Math.min(1, room.width / size.width, room.height / size.height);

function place(
  columns: readonly (readonly Segment[])[],
  boxes: readonly Box[],
  wires: readonly Wire[],
): Columns {
  const shifts: Point[] = boxes.map(() => ({ x: 0, y: 0 }));
  const columnOf: number[] = boxes.map(() => 0);
  const ends: { readonly left: number; readonly bottom: number }[] = [];
  let left = 0;
  for (const [index, column] of columns.entries()) {
    const shift = { x: left - leftOf(column), y: TURN - itemAt(column, 0).top };
    for (const member of column.flatMap(({ members }) => members)) {
      shifts[member] = shift;
      columnOf[member] = index;
    }
    ends.push({ left, bottom: TURN + heightOf(column) });
    left += rightOf(column) - leftOf(column) + GAP;
  }
  const moved = (point: Point, by: Point) => ({ x: point.x + by.x, y: point.y + by.y });
  return {
    ...sizeOf(columns),
    shifts,
    bends: wires.map(({ from, to, start, end, bends }) => {
      const shift = itemAt(shifts, from);
      if (columnOf[from] === columnOf[to]) return bends.map((bend) => moved(bend, shift));
      const foot = moved(start, shift);
      const head = moved(end, itemAt(shifts, to));
      const gutter = itemAt(ends, itemAt(columnOf, to)).left - GAP / 2;
      const low = itemAt(ends, itemAt(columnOf, from)).bottom + TURN / 2;
      return rounded([
        foot,
        { x: foot.x, y: low },
        { x: gutter, y: low },
        { x: gutter, y: TURN / 2 },
        { x: head.x, y: TURN / 2 },
        head,
      ]);
    }),
  };
}

/** The corners of a path of straight pieces, each with a point before and one after it: bends are drawn round. */
function rounded(points: readonly Point[]): readonly Point[] {
  return points.slice(1, -1).flatMap((corner, index) => {
    const before = itemAt(points, index);
    const after = itemAt(points, index + 2);
    return [towards(corner, before), corner, towards(corner, after)];
  });
}

function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const share = distance === 0 ? 0 : Math.min(0.5, CORNER / distance);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
