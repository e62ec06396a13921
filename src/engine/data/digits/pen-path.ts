import type { Random } from '#engine/random.ts';
import { SKELETONS, type Skeleton, type Stroke } from './skeletons.ts';

/** Straight pieces between each two control points. */
const PIECES = 5;
const MOST_POINTS = 256;

/** The path of the pen as points joined by straight pieces; `starts[i]` is 1 where the pen was put down anew. */
export class PenPath {
  readonly x = new Float32Array(MOST_POINTS);
  readonly y = new Float32Array(MOST_POINTS);
  readonly starts = new Uint8Array(MOST_POINTS);
  length = 0;

  add(x: number, y: number, start: boolean): void {
    this.x[this.length] = x;
    this.y[this.length] = y;
    this.starts[this.length++] = start ? 1 : 0;
  }
}

/** Traces one way of writing the digit, chosen by how common it is, each control point moved a little. */
export function tracePath(path: PenPath, digit: number, jitter: number, random: Random): void {
  path.length = 0;
  for (const stroke of chooseSkeleton(SKELETONS[digit]!, random).strokes)
    traceStroke(path, stroke, jitter, random);
}

function chooseSkeleton(skeletons: readonly Skeleton[], random: Random): Skeleton {
  let rest = random.uniform() * skeletons.reduce((sum, { weight }) => sum + weight, 0);
  for (const skeleton of skeletons) {
    rest -= skeleton.weight;
    if (rest < 0) return skeleton;
  }
  return skeletons.at(-1)!;
}

function traceStroke(path: PenPath, stroke: Stroke, jitter: number, random: Random): void {
  const count = stroke.length;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    x[index] = stroke[index]![0] + jitter * random.normal();
    y[index] = stroke[index]![1] + jitter * random.normal();
  }
  path.add(x[0]!, y[0]!, true);
  for (let index = 0; index + 1 < count; index++) {
    // Catmull-Rom; at a corner or an end the neighbour beyond is left out.
    const before = index === 0 || stroke[index]![2] ? index : index - 1;
    const after = index + 2 >= count || stroke[index + 1]![2] ? index + 1 : index + 2;
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      path.add(
        catmullRom(x[before]!, x[index]!, x[index + 1]!, x[after]!, t),
        catmullRom(y[before]!, y[index]!, y[index + 1]!, y[after]!, t),
        false,
      );
    }
  }
}

function catmullRom(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const linear = p2 - p0;
  const quadratic = 2 * p0 - 5 * p1 + 4 * p2 - p3;
  const cubic = 3 * (p1 - p2) + p3 - p0;
  return p1 + 0.5 * t * (linear + t * (quadratic + t * cubic));
}
