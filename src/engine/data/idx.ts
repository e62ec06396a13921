import { EngineFailure } from '#engine/engine-failure.ts';
import { contentOf, type ReadingOptions } from './byte-stream.ts';

/** IDX, the format of MNIST's files: big-endian header, then one byte a pixel or label (LeCun, "The MNIST database"). */
export const IMAGES_MAGIC = 0x00000803;
export const LABELS_MAGIC = 0x00000801;

/** A file that declares more is refused before any memory is taken for it. */
export const LARGEST_CONTENT_BYTES = 512 * 1024 * 1024;

export interface IdxImages {
  readonly kind: 'images';
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** count x height x width. */
  readonly pixels: Uint8Array;
}

export interface IdxLabels {
  readonly kind: 'labels';
  readonly count: number;
  readonly labels: Uint8Array;
}

export interface IdxSource {
  readonly name: string;
  readonly data: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;
}

interface Header {
  readonly kind: 'images' | 'labels';
  readonly headerBytes: number;
  /** Count, and for images rows and columns. */
  readonly sizes: readonly number[];
  readonly contentBytes: number;
}

/**
 * Reads IDX images or labels, gzipped or not. Memory grows with the bytes that arrive, never with what the header
 * declares, and reading stops at the first byte too many.
 * @throws EngineFailure 'fileEmpty', 'fileWrongMagic', 'fileNotGzip', 'fileTruncated', 'fileTrailingBytes',
 * 'fileTooLarge', 'fileDimensionsUnsupported', 'fileUnreadable'; the signal's reason when aborted.
 */
export async function readIdx(
  source: IdxSource,
  options: ReadingOptions = {},
): Promise<IdxImages | IdxLabels> {
  const file = source.name;
  const blob = source.data instanceof Blob ? source.data : new Blob([source.data]);
  if (blob.size === 0) throw new EngineFailure('fileEmpty', { file });

  const content = new Content();
  let header: Header | undefined;
  for await (const piece of contentOf(file, blob, options)) {
    content.append(piece, header?.contentBytes);
    header ??= readHeader(file, content.bytes);
    if (header && content.length > header.contentBytes) {
      const { contentBytes } = header;
      throw new EngineFailure('fileTrailingBytes', { file, expected: contentBytes, found: content.length });
    }
  }
  if (!header) {
    const expected = expectedHeaderBytes(content.bytes);
    if (content.length === 0) throw new EngineFailure('fileEmpty', { file });
    throw new EngineFailure('fileTruncated', { file, expected, found: content.length });
  }
  const { contentBytes, headerBytes } = header;
  if (content.length < contentBytes) {
    throw new EngineFailure('fileTruncated', { file, expected: contentBytes, found: content.length });
  }
  const body = content.bytes.subarray(headerBytes);
  const [count, height, width] = header.sizes as [number, number, number];
  if (header.kind === 'labels') return { kind: 'labels', count, labels: body };
  return { kind: 'images', count, height, width, pixels: body };
}

/** @throws EngineFailure 'fileLabelOutOfRange' for the first label that is no class. */
export function checkLabels(file: string, labels: Uint8Array, numClasses: number): void {
  const position = labels.findIndex((label) => label >= numClasses);
  if (position < 0) return;
  const found = labels[position]!;
  throw new EngineFailure('fileLabelOutOfRange', {
    file,
    expected: `0 - ${numClasses - 1}`,
    found,
    position,
  });
}

/** Undefined while too few bytes have arrived. */
function readHeader(file: string, bytes: Uint8Array): Header | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== IMAGES_MAGIC && magic !== LABELS_MAGIC) {
    const found = hex(magic);
    const expected = `${hex(IMAGES_MAGIC)} / ${hex(LABELS_MAGIC)}`;
    throw new EngineFailure('fileWrongMagic', { file, expected, found });
  }
  const headerBytes = expectedHeaderBytes(bytes);
  if (bytes.length < headerBytes) return undefined;
  const sizes: number[] = [];
  for (let offset = 4; offset < headerBytes; offset += 4) sizes.push(view.getUint32(offset));
  if (sizes[0] === 0) throw new EngineFailure('fileEmpty', { file });
  if (sizes.includes(0)) {
    throw new EngineFailure('fileDimensionsUnsupported', {
      file,
      expected: '> 0',
      found: sizes.slice(1).join(' x '),
    });
  }
  const contentBytes = headerBytes + sizes.reduce((product, size) => product * size, 1);
  if (contentBytes > LARGEST_CONTENT_BYTES) {
    throw new EngineFailure('fileTooLarge', { file, expected: LARGEST_CONTENT_BYTES, found: contentBytes });
  }
  return { kind: magic === IMAGES_MAGIC ? 'images' : 'labels', headerBytes, sizes, contentBytes };
}

function expectedHeaderBytes(bytes: Uint8Array): number {
  return bytes[3] === (LABELS_MAGIC & 0xff) ? 8 : 16;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

/** Bytes in one piece, with room that doubles as they arrive, but not beyond what is known to be needed. */
class Content {
  #room = new Uint8Array(64 * 1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#length);
  }

  append(piece: Uint8Array, needed = Number.POSITIVE_INFINITY): void {
    const length = this.#length + piece.byteLength;
    if (length > this.#room.length) {
      const grown = new Uint8Array(Math.max(length, Math.min(2 * length, needed)));
      grown.set(this.#room.subarray(0, this.#length));
      this.#room = grown;
    }
    this.#room.set(piece, this.#length);
    this.#length = length;
  }
}
