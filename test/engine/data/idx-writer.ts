import { gzipSync } from 'node:zlib';

/** Small valid IDX files, and whatever else a test wants to declare; big-endian, as LeCun's page gives them. */
export interface IdxImagesOptions {
  readonly count: number;
  readonly height?: number;
  readonly width?: number;
  readonly magic?: number;
  /** What the header says, where it is not the truth. */
  readonly declaredCount?: number;
}

function header(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => {
    bytes.writeUInt32BE(word, 4 * index);
  });
  return bytes;
}

/** Pixel i is i * 7 modulo 256. */
export function idxImages(options: IdxImagesOptions): Uint8Array<ArrayBuffer> {
  const { count, height = 28, width = 28, magic = 0x803, declaredCount = count } = options;
  const pixels = Uint8Array.from({ length: count * height * width }, (_, index) => (index * 7) % 256);
  return Uint8Array.from(Buffer.concat([header([magic, declaredCount, height, width]), pixels]));
}

export function idxLabels(labels: readonly number[], declaredCount = labels.length): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat([header([0x801, declaredCount]), Uint8Array.from(labels)]));
}

/** Labels 0 to 9 in turn. */
export function labelsInTurn(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index % 10);
}

export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(gzipSync(bytes));
}
