/** MNIST's frame and the box that the ink's longer side fills, in pixels. */
export const FRAME = 28;
export const INK_BOX = 20;

/**
 * Moves the ink by whole pixels so that its centre of mass comes to (14, 14), counted from the middle of the first
 * pixel, which is where MNIST's images have it; scales it so that the brightest pixel is 255; and rounds it to bytes.
 * Ink is never moved out of the frame.
 * @param frame ink of any scale, not negative and not all 0, 28 x 28 row by row.
 */
export function centreByMass(frame: Float32Array): Uint8Array<ArrayBuffer> {
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  let brightest = 0;
  let left = FRAME;
  let right = 0;
  let top = FRAME;
  let bottom = 0;
  for (let y = 0; y < FRAME; y++) {
    for (let x = 0; x < FRAME; x++) {
      const ink = frame[y * FRAME + x]!;
      if (ink === 0) continue;
      mass += ink;
      sumX += x * ink;
      sumY += y * ink;
      if (ink > brightest) brightest = ink;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  const moveX = clamp(Math.round(FRAME / 2 - sumX / mass), -left, FRAME - 1 - right);
  const moveY = clamp(Math.round(FRAME / 2 - sumY / mass), -top, FRAME - 1 - bottom);
  const image = new Uint8Array(FRAME * FRAME);
  const scale = 255 / brightest;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      image[(y + moveY) * FRAME + x + moveX] = Math.round(frame[y * FRAME + x]! * scale);
    }
  }
  return image;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
