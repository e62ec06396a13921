import { EngineFailure } from '#engine/engine-failure.ts';
import { centreByMass, FRAME, INK_BOX } from './mass-centre.ts';

/** Ink from 0 (none) to 255, row by row. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A drawing as an MNIST image, 28 x 28: its ink is cropped, scaled so that the longer side takes 20 pixels, and placed
 * with its centre of mass in the middle of the frame (LeCun, Cortes and Burges, "The MNIST database"), its brightest
 * pixel white, as in every image there.
 * @throws EngineFailure 'imageInvalid' when the sizes do not match or there is no ink.
 */
export function centreDrawing(drawing: Drawing): Uint8Array<ArrayBuffer> {
  const { width, height, ink } = drawing;
  if (!(width > 0 && height > 0) || ink.length !== width * height) {
    throw new EngineFailure('imageInvalid', { expected: width * height, found: ink.length });
  }
  const box = inkBox(drawing);
  if (!box) throw new EngineFailure('imageInvalid', { expected: 1, found: 0 });
  return centreByMass(scaleInk(drawing, box));
}

function inkBox({ width, height, ink }: Drawing): Box | undefined {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Each pixel of the result is the mean of the area of the drawing that it covers. */
function scaleInk({ width, ink }: Drawing, box: Box): Float32Array {
  const step = Math.max(box.width, box.height) / INK_BOX;
  // The shorter side is in the middle of the frame, so that centring by mass has the least to move.
  const originX = box.left + box.width / 2 - (FRAME / 2) * step;
  const originY = box.top + box.height / 2 - (FRAME / 2) * step;
  const columns = coverage(originX, step, box.left, box.left + box.width);
  const rows = coverage(originY, step, box.top, box.top + box.height);
  const frame = new Float32Array(FRAME * FRAME);
  for (let y = 0; y < FRAME; y++) {
    for (let x = 0; x < FRAME; x++) {
      let sum = 0;
      for (const row of rows[y]!) {
        for (const column of columns[x]!) {
          sum += ink[row.index * width + column.index]! * row.weight * column.weight;
        }
      }
      frame[y * FRAME + x] = sum;
    }
  }
  return frame;
}

interface Cover {
  readonly index: number;
  readonly weight: number;
}

/** Along one axis: for each pixel of the frame, which lines of the drawing it covers, and what part of it each takes. */
function coverage(origin: number, step: number, begin: number, end: number): Cover[][] {
  return Array.from({ length: FRAME }, (_, pixel) => {
    const from = Math.max(origin + pixel * step, begin);
    const to = Math.min(origin + (pixel + 1) * step, end);
    const covers: Cover[] = [];
    for (let index = Math.floor(from); index < to; index++) {
      const weight = (Math.min(to, index + 1) - Math.max(from, index)) / step;
      if (weight > 0) covers.push({ index, weight });
    }
    return covers;
  });
}
