import { EngineFailure } from '#engine/engine-failure.ts';

/** An array as NumPy saves it (NEP 1, versions 1 to 3): row by row, the last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: NpyValues;
}

export type NpyValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const MAGIC = '\x93NUMPY';

const TYPES = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

export function isNpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/**
 * Numbers only: arrays of Python objects, which could run code, and of records are refused.
 * @throws EngineFailure 'arrayUnsupported', 'fileTruncated', 'fileTrailingBytes', 'fileWrongMagic'.
 */
export function readNpy(file: string, bytes: Uint8Array<ArrayBuffer>): NpyArray {
  if (!isNpy(bytes)) throw new EngineFailure('fileWrongMagic', { file, expected: 'NUMPY', found: '' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isShort = bytes[6] === 1;
  const prefix = isShort ? 10 : 12;
  if (bytes.length < prefix) throw truncated(file, prefix, bytes.length);
  const start = prefix + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < start) throw truncated(file, start, bytes.length);
  const header = new TextDecoder('latin1').decode(bytes.subarray(prefix, Math.min(start, prefix + 4096)));
  const { order, type, shape } = parseHeader(file, header);
  const Values = TYPES[type];
  const wanted = shape.reduce((product, size) => product * size, Values.BYTES_PER_ELEMENT);
  const found = bytes.length - start;
  if (found < wanted) throw truncated(file, start + wanted, bytes.length);
  if (found > wanted) {
    throw new EngineFailure('fileTrailingBytes', { file, expected: start + wanted, found: bytes.length });
  }
  const isAligned = (bytes.byteOffset + start) % Values.BYTES_PER_ELEMENT === 0;
  // Bytes in the other order are swapped in a copy.
  const body = isAligned && order !== '>' ? bytes.subarray(start) : bytes.slice(start);
  if (order === '>') swap(body, Values.BYTES_PER_ELEMENT);
  return {
    shape,
    values: new Values(body.buffer, body.byteOffset, wanted / Values.BYTES_PER_ELEMENT),
  };
}

function truncated(file: string, expected: number, found: number): EngineFailure {
  return new EngineFailure('fileTruncated', { file, expected, found });
}

interface Header {
  readonly order: string;
  readonly type: keyof typeof TYPES;
  readonly shape: readonly number[];
}

/** A Python literal of three fixed keys, of which each is found on its own. */
function parseHeader(file: string, header: string): Header {
  const described = /'descr':\s*'([<>|=])(\w+)'/.exec(header);
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  const isRowMajor = /'fortran_order':\s*False/.test(header);
  const [, order, type] = described ?? [];
  if (
    order === undefined ||
    type === undefined ||
    !Object.hasOwn(TYPES, type) ||
    shapeText === undefined ||
    !isRowMajor
  ) {
    const found = header.trim().slice(0, 120);
    throw new EngineFailure('arrayUnsupported', { file, expected: Object.keys(TYPES).join(' '), found });
  }
  const shape = shapeText.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  return { order, type: type as keyof typeof TYPES, shape };
}

function swap(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}
