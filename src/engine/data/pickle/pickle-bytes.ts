/** A pickle is not made as any program makes it. */
export class PickleMismatch extends Error {}

/** The bytes at hand end before the pickle does. */
export class PickleTruncated extends Error {}

/** PyTorch's magic number has 10 bytes; nothing that is read here has a longer whole number. */
const LONGEST_INTEGER = 64;

/** Reads the arguments of a pickle's operations one after the other. */
export class PickleBytes {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  position: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, position: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  /** A view, no copy. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const start = this.#advance(count);
    return this.#bytes.subarray(start, start + count);
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A length in 64 bits. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** The one number that is big-endian. */
  double(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** Two's complement; a number where it is exact. */
  integer(count: number): number | bigint {
    if (count > LONGEST_INTEGER) throw new PickleMismatch();
    const bits = BigInt(8 * count);
    const digits = [...this.take(count)].reverse().map((byte) => byte.toString(16).padStart(2, '0'));
    return exact(BigInt.asIntN(Number(bits), BigInt(`0x0${digits.join('')}`)));
  }

  utf8(count: number): string {
    try {
      // 'ignoreBOM' keeps a byte order mark, which is a character like any other here.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.take(count));
    } catch (thrown) {
      if (thrown instanceof TypeError) throw new PickleMismatch();
      throw thrown;
    }
  }

  latin1(count: number): string {
    return String.fromCharCode(...this.take(count));
  }

  /** Up to the end of the line, which is left out. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new PickleTruncated();
    const characters: string[] = [];
    for (const byte of this.#bytes.subarray(this.position, end)) characters.push(String.fromCharCode(byte));
    this.position = end + 1;
    return characters.join('');
  }

  #advance(count: number): number {
    const start = this.position;
    if (start + count > this.#bytes.length) throw new PickleTruncated();
    this.position += count;
    return start;
  }
}

/** A number where a double holds it exactly, a bigint elsewhere. */
export function exact(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}
