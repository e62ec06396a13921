/**
 * Tensors by name as files of weights hold them: numbers row by row, the last index fastest, little-endian. Nothing
 * here knows tfjs or the nets.
 */

/** What a file says of a tensor. */
export interface TensorFacts {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
}

/** A tensor in memory. */
export interface NamedTensor extends TensorFacts {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A tensor in a file: its numbers are not read before they are wanted, so that no file is in memory as a whole. */
export interface StoredTensor extends TensorFacts {
  /** @throws EngineFailure where the file turns out to be damaged or gone. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** As safetensors calls them. */
export type TensorType = keyof typeof BYTES_PER_NUMBER;

export const BYTES_PER_NUMBER = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const;

/** Types that a weight may have. */
export const FLOATS: readonly TensorType[] = ['F32', 'F16', 'BF16', 'F64'];

export function isTensorType(name: unknown): name is TensorType {
  return typeof name === 'string' && Object.hasOwn(BYTES_PER_NUMBER, name);
}

/** How many numbers a shape has; [] has one. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Undefined for a shape whose bytes cannot be counted exactly. */
export function sizeInBytes({ type, shape }: Pick<TensorFacts, 'type' | 'shape'>): number | undefined {
  const size = countOf(shape) * BYTES_PER_NUMBER[type];
  return Number.isSafeInteger(size) ? size : undefined;
}
