import { BYTES_PER_NUMBER, type NamedTensor, type TensorType } from './tensors.ts';

/**
 * The numbers of a tensor of floats as 32-bit ones: rounded to the nearest from F64, exact from the others. Shares the
 * memory of `bytes` where it can.
 * @throws Error for a type that is no float: a mistake of the caller.
 */
export function floatValues(type: TensorType, bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const aligned = bytes.byteOffset % BYTES_PER_NUMBER[type] === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  switch (type) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, byteLength / 8));
    case 'F16':
      return widened(new Uint16Array(buffer, byteOffset, byteLength / 2), halfToSingle);
    case 'BF16':
      // The upper half of a 32-bit float.
      return widened(new Uint16Array(buffer, byteOffset, byteLength / 2), (bits) => bits << 16);
    default:
      throw new Error(`${type} is no type of floats`);
  }
}

/** 32-bit floats as a tensor; shares their memory. */
export function floatTensor(
  name: string,
  shape: readonly number[],
  values: Float32Array<ArrayBuffer>,
): NamedTensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, type: 'F32', shape, bytes };
}

function widened(halves: Uint16Array, bitsOf: (half: number) => number): Float32Array<ArrayBuffer> {
  const bits = new Int32Array(halves.length);
  for (const [i, half] of halves.entries()) bits[i] = bitsOf(half);
  return new Float32Array(bits.buffer);
}

/** IEEE 754: 1 bit of sign, 5 of exponent with a bias of 15, 10 of fraction; a single has 1, 8 with 127, and 23. */
function halfToSingle(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 127 - 15) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Too small for a normal half, but not for a single: its first 1 becomes the hidden one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((127 - 14 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
