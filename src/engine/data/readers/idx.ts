import { contentOf, isGzip, type ReadingOptions } from '#engine/data/byte-stream.ts';
import { recogniseFile } from '#engine/data/file-kind.ts';
import { EngineFailure } from '#engine/engine-failure.ts';

/** IDX, the format of MNIST's files: big-endian header, then one byte a pixel or label (LeCun, "The MNIST database"). */
const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;

/** A file that declares more is refused before any memory is taken for it. */
const LARGEST_CONTENT_BYTES = 512 * 1024 * 1024;

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
  readonly labels: Uint16Array;
}

export interface IdxSource {
  readonly name: string;
  readonly data: Blob | Uint8Array<ArrayBuffer>;
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
 * @throws EngineFailure 'fileEmpty', 'fileOfOtherKind', 'fileWrongMagic', 'fileNotGzip', 'fileTruncated',
 * 'fileTrailingBytes', 'fileTooLarge', 'fileDimensionsUnsupported', 'fileUnreadable'; the signal's reason when aborted.
 */
export async function readIdx(
  source: IdxSource,
  options: ReadingOptions = {},
): Promise<IdxImages | IdxLabels> {
  const file = source.name;
  const blob = source.data instanceof Blob ? source.data : new Blob([source.data]);
  const content = new Content();
  let header: Header | undefined;
  for await (const piece of contentOf(file, blob, options)) {
    content.append(piece, header?.contentBytes);
    if (!header && content.length >= 4 && !hasMagic(content.bytes))
      throw await wrongKind(file, content.bytes, blob);
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
  if (header.kind === 'labels') return { kind: 'labels', count, labels: new Uint16Array(body) };
  return { kind: 'images', count, height, width, pixels: body };
}

/** Whether a file could be one of IDX, which is all that can be told of one that is not what was expected. */
export function resemblesIdx(bytes: Uint8Array): boolean {
  return isGzip(bytes) || (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8);
}

export function isIdx(head: Uint8Array): boolean {
  return head.length >= 4 && hasMagic(head);
}

/** Undefined while too few bytes have arrived. */
function readHeader(file: string, bytes: Uint8Array): Header | undefined {
  if (bytes.length < 4) return undefined;
  const magic = wordAt(bytes, 0);
  const headerBytes = expectedHeaderBytes(bytes);
  if (bytes.length < headerBytes) return undefined;
  const sizes: number[] = [];
  for (let offset = 4; offset < headerBytes; offset += 4) sizes.push(wordAt(bytes, offset));
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

function hasMagic(bytes: Uint8Array): boolean {
  const magic = wordAt(bytes, 0);
  return magic === IMAGES_MAGIC || magic === LABELS_MAGIC;
}

function wordAt(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
}

async function wrongKind(file: string, bytes: Uint8Array, blob: Blob): Promise<EngineFailure> {
  // The whole size of what is compressed is not known.
  const isCompressed = isGzip(new Uint8Array(await blob.slice(0, 2).arrayBuffer()));
  const kind = recogniseFile(bytes, isCompressed ? undefined : blob.size);
  if (kind) return new EngineFailure('fileOfOtherKind', { file, kind });
  const found = hex(wordAt(bytes, 0));
  const expected = `${hex(IMAGES_MAGIC)} / ${hex(LABELS_MAGIC)}`;
  return new EngineFailure('fileWrongMagic', { file, expected, found });
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
