/** Signed distance of a point from the outline of a shape of about the area of a unit disc: negative inside. */
export type Outline = (x: number, y: number) => number;

const HALF_SIDE = Math.sqrt(Math.PI) / 2;
const INRADIUS = Math.sqrt(Math.PI / (3 * Math.sqrt(3)));
const { sin: SIN_60, cos: COS_60 } = { sin: Math.sin(Math.PI / 3), cos: Math.cos(Math.PI / 3) };

const disc: Outline = (x, y) => Math.sqrt(x * x + y * y) - 1;

const square: Outline = (x, y) => Math.max(Math.abs(x), Math.abs(y)) - HALF_SIDE;

/** One side below, the others to the left and the right. */
const triangle: Outline = (x, y) => Math.max(y, SIN_60 * Math.abs(x) - COS_60 * y) - INRADIUS;

/** Radii of the five points and of the five corners between them. */
const POINT = 1.5;
const NOTCH = 0.66;
const STEP = (2 * Math.PI) / 5;
const EDGE = (() => {
  const [x, y] = [NOTCH * Math.cos(STEP / 2) - POINT, NOTCH * Math.sin(STEP / 2)];
  const length = Math.hypot(x, y);
  return { x: y / length, y: -x / length };
})();

const star: Outline = (x, y) => {
  const radius = Math.sqrt(x * x + y * y);
  const angle = Math.atan2(y, x);
  // Folded into half of one point, whose edge is one straight line.
  const folded = Math.abs(angle - STEP * Math.round(angle / STEP));
  return EDGE.x * (radius * Math.cos(folded) - POINT) + EDGE.y * radius * Math.sin(folded);
};

/** No outline is farther from its middle. */
export const REACH = 1.6;

/** In the order of the classes. */
export const OUTLINES: readonly Outline[] = [disc, square, triangle, star];
