import { countOf } from './tensors.ts';

/**
 * The numbers of a tensor whose memory may hold them in another order, or others between them; the same bytes where it
 * does not. `width` is a number's bytes, `strides` count numbers, and `bytes` begin with the first one.
 */
export function rowByRow(
  bytes: Uint8Array<ArrayBuffer>,
  width: number,
  shape: readonly number[],
  strides: readonly number[],
): Uint8Array<ArrayBuffer> {
  const count = countOf(shape);
  if (isRowByRow(shape, strides)) return bytes;
  const result = new Uint8Array(count * width);
  const place = new Array<number>(shape.length).fill(0);
  for (let i = 0, from = 0; i < count; i++) {
    result.set(bytes.subarray(from * width, (from + 1) * width), i * width);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      place[axis]!++;
      if (place[axis]! < shape[axis]!) break;
      from -= place[axis]! * strides[axis]!;
      place[axis] = 0;
    }
  }
  return result;
}

/** Axes of one row have any stride. */
function isRowByRow(shape: readonly number[], strides: readonly number[]): boolean {
  let next = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== next) return false;
    next *= shape[axis]!;
  }
  return true;
}
