import { centreByMass, FRAME, INK_BOX } from '#engine/data/mass-centre.ts';
import type { Random } from '#engine/random.ts';
import { type PenPath, tracePath } from './pen-path.ts';

/**
 * How writers differ. Deviations of normal distributions where nothing else is said; chosen so that the images' ink,
 * slant and proportions spread about as wide as MNIST's training images do.
 */
const JITTER = 0.032;
const SLANT = { mean: -0.16, deviation: 0.24 };
const TURN_DEGREES = 7;
/** Of the logarithm of width over height. */
const ASPECT = { mean: 0.1, deviation: 0.24 };
const WARP = 0.055;
/** How much larger one end of the digit is written than the other, along each axis. */
const UNEVENNESS = 0.3;
/** Radius of the pen in pixels of the 28 x 28 frame: its logarithm is normal. */
const RADIUS = { median: 1.22, logDeviation: 0.28, least: 0.7, most: 2.3 };
/** How far the pen's radius changes along the path. */
const PRESSURE = 0.13;
const NOISE = { part: 0.15, deviation: 0.05 };

/** Draws one digit as MNIST has them: white on black, its ink in 20 x 20, centred by mass in 28 x 28. */
export function drawDigit(path: PenPath, digit: number, random: Random): Uint8Array<ArrayBuffer> {
  tracePath(path, digit, JITTER, random);
  distort(path, digit, random);
  const radius = clamp(
    RADIUS.median * Math.exp(RADIUS.logDeviation * random.normal()),
    RADIUS.least,
    RADIUS.most,
  );
  fitInkBox(path, radius);
  const frame = new Float32Array(FRAME * FRAME);
  drawInk(frame, path, radius, random);
  if (random.uniform() < NOISE.part) roughen(frame, random);
  return centreByMass(frame);
}

/** Slant, proportions, rotation and a smooth warp, about the middle of the digit. */
function distort(path: PenPath, digit: number, random: Random): void {
  const slant = SLANT.mean + SLANT.deviation * random.normal();
  // A one is little but its slant: stretched, it would be a line of any direction.
  const aspect = digit === 1 ? 1 : Math.exp(ASPECT.mean + ASPECT.deviation * random.normal());
  const angle = ((TURN_DEGREES * Math.PI) / 180) * random.normal();
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const waves = Array.from({ length: 4 }, () => ({
    amplitude: WARP * random.normal(),
    alongX: 2 * random.normal(),
    alongY: 3.5 * random.normal(),
    phase: 2 * Math.PI * random.uniform(),
  }));
  const unevenX = clamp(UNEVENNESS * random.normal(), -0.8, 0.8);
  const unevenY = clamp(UNEVENNESS * random.normal(), -0.8, 0.8);
  for (let index = 0; index < path.length; index++) {
    let x = (path.x[index]! - 0.3) * aspect;
    let y = path.y[index]! - 0.5;
    x += unevenX * (0.09 - x * x);
    y += unevenY * (0.25 - y * y);
    x += slant * y;
    const turnedX = cos * x - sin * y;
    const turnedY = sin * x + cos * y;
    x = turnedX;
    y = turnedY;
    waves.forEach(({ amplitude, alongX, alongY, phase }, wave) => {
      const shift = amplitude * Math.sin(alongX * turnedX + alongY * turnedY + phase);
      if (wave % 2) x += shift;
      else y += shift;
    });
    path.x[index] = x;
    path.y[index] = y;
  }
}

/** Scales the path so that its ink's longer side fills the box, in the middle of the frame. */
function fitInkBox(path: PenPath, radius: number): void {
  const { x, y, length } = path;
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < length; index++) {
    left = Math.min(left, x[index]!);
    right = Math.max(right, x[index]!);
    top = Math.min(top, y[index]!);
    bottom = Math.max(bottom, y[index]!);
  }
  const scale = (INK_BOX - 2 * radius) / Math.max(right - left, bottom - top);
  for (let index = 0; index < length; index++) {
    x[index] = (x[index]! - (left + right) / 2) * scale + FRAME / 2;
    y[index] = (y[index]! - (top + bottom) / 2) * scale + FRAME / 2;
  }
}

/** Each pixel takes the ink of the nearest piece of the path; the edge fades over one pixel. */
function drawInk(frame: Float32Array, path: PenPath, radius: number, random: Random): void {
  const pressure = PRESSURE * random.normal();
  const phase = 2 * Math.PI * random.uniform();
  const rate = (2 * Math.PI * (0.5 + random.uniform())) / path.length;
  for (let index = 1; index < path.length; index++) {
    if (path.starts[index]) continue;
    const own = clamp(
      radius * (1 + pressure * Math.sin(phase + rate * index)),
      RADIUS.least * 0.8,
      RADIUS.most,
    );
    drawPiece(frame, path.x[index - 1]!, path.y[index - 1]!, path.x[index]!, path.y[index]!, own);
  }
}

function drawPiece(
  frame: Float32Array,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  radius: number,
): void {
  const reach = radius + 0.5;
  const left = Math.max(0, Math.floor(Math.min(fromX, toX) - reach));
  const right = Math.min(FRAME - 1, Math.ceil(Math.max(fromX, toX) + reach));
  const top = Math.max(0, Math.floor(Math.min(fromY, toY) - reach));
  const bottom = Math.min(FRAME - 1, Math.ceil(Math.max(fromY, toY) + reach));
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const squared = alongX * alongX + alongY * alongY || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const dx = x + 0.5 - fromX;
      const dy = y + 0.5 - fromY;
      const part = clamp((dx * alongX + dy * alongY) / squared, 0, 1);
      const awayX = dx - part * alongX;
      const awayY = dy - part * alongY;
      const distance = Math.sqrt(awayX * awayX + awayY * awayY);
      const ink = Math.min(1, reach - distance);
      const position = y * FRAME + x;
      if (ink > frame[position]!) frame[position] = ink;
    }
  }
}

/** Uneven ink, as of a dry pen: only where there is ink. */
function roughen(frame: Float32Array, random: Random): void {
  for (let index = 0; index < frame.length; index++) {
    if (frame[index]! > 0)
      frame[index] = clamp(frame[index]! * (1 - Math.abs(NOISE.deviation * random.normal())), 0.01, 1);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
