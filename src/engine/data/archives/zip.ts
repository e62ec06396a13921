import { Inflate, inflateSync } from 'fflate';
import {
  type FileContent,
  type FileTree,
  isLitter,
  isUnsafePath,
  joinedBytes,
  problemOf,
  setName,
  type TreeFile,
  type TreeReading,
  tooLarge,
} from '#engine/data/file-tree.ts';
import { EngineFailure } from '#engine/engine-failure.ts';
import type { SkippedFile } from '#protocol/data.ts';
import { crc32 } from './crc32.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

const STORED = 0;
const DEFLATED = 8;
/** As their makers call them: those that people meet. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  98: 'PPMd',
};
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** Read at once: many small files, for which one by one would be slow. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** A longer one is unpacked as a stream, which stops at the first byte too many. */
const INFLATED_AT_ONCE = 64 * 1024;

/** Deflate makes a byte of at most so many; a file that says more is lying, and gets no memory (zlib, "Technical Details"). */
const MOST_EXPANSION = 1032;
/** Unpacks to at most four megabytes. */
const PUSHED_BYTES = 4 * 1024;

/** A file of the zip, and where the next thing after it begins. */
interface Member extends TreeFile {
  readonly entry: ZipEntry;
  readonly end: number;
}

/**
 * The files of a zip. Folders up, drives and absolute paths are refused, as is what is encrypted or packed in another
 * way than by deflate; two files that share bytes are a trick.
 * @throws EngineFailure 'archiveDamaged', 'fileTooLarge'.
 */
export async function openZip(file: string, blob: Blob): Promise<FileTree> {
  const { entries, offset: directoryOffset } = await readZipDirectory(file, blob);
  const inOrder = entries.toSorted((a, b) => a.offset - b.offset);
  const files: Member[] = [];
  const folders: string[] = [];
  const refused: SkippedFile[] = [];
  for (const [index, entry] of inOrder.entries()) {
    const end = inOrder[index + 1]?.offset ?? directoryOffset;
    if (entry.offset + LOCAL_BYTES + entry.packedBytes > end)
      throw new EngineFailure('archiveDamaged', { file });
    const { path, sizeBytes } = entry;
    if (isLitter(path)) continue;
    if (path.endsWith('/')) {
      folders.push(path.slice(0, -1));
      continue;
    }
    const failure = refusal(entry);
    if (failure) refused.push({ path, reason: problemOf(failure) });
    else files.push({ path, sizeBytes, entry, end });
  }
  return {
    name: setName(file),
    files,
    folders,
    refused,
    read: (wanted, reading) => readMembers(blob, new Set(wanted), files, reading),
  };
}

function refusal({ path, isEncrypted, method }: ZipEntry): EngineFailure | undefined {
  if (isUnsafePath(path)) return new EngineFailure('pathUnsafe', { file: path });
  if (isEncrypted) return new EngineFailure('archiveEncrypted', { file: path });
  if (method === STORED || method === DEFLATED) return undefined;
  return new EngineFailure('archiveUnsupported', { file: path, found: METHODS[method] ?? `${method}` });
}

async function* readMembers(
  blob: Blob,
  wanted: ReadonlySet<TreeFile>,
  members: readonly Member[],
  { signal, mostBytes, upTo }: TreeReading,
): AsyncGenerator<FileContent, void, undefined> {
  let window = new Uint8Array(0);
  let start = 0;
  for (const member of members) {
    if (!wanted.has(member)) continue;
    signal?.throwIfAborted();
    const { entry, end, path } = member;
    try {
      const largest = Math.max(entry.sizeBytes, entry.packedBytes);
      if (upTo === undefined && largest > mostBytes) throw tooLarge(path, mostBytes, largest);
      const wantedBytes = upTo === undefined ? entry.packedBytes : Math.min(entry.packedBytes, upTo);
      // The header of its own has a name and extras at most 64 KB each.
      const longest = Math.min(end - entry.offset, LOCAL_BYTES + 2 * 0xffff + wantedBytes);
      if (entry.offset < start || entry.offset + longest > start + window.length) {
        start = entry.offset;
        const size = wanted.size === 1 ? longest : Math.max(longest, WINDOW_BYTES);
        window = new Uint8Array(await blob.slice(start, start + size).arrayBuffer());
      }
      const local = window.subarray(entry.offset - start, entry.offset - start + longest);
      const packed = packedBytes(path, local, wantedBytes);
      yield {
        file: member,
        bytes: upTo === undefined ? await unpacked(entry, packed) : beginning(entry, packed, upTo),
      };
    } catch (thrown) {
      yield { file: member, problem: problemOf(thrown) };
    }
  }
}

function packedBytes(path: string, bytes: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL) {
    throw new EngineFailure('archiveDamaged', { file: path });
  }
  const begin = LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (begin + count > bytes.length) throw new EngineFailure('archiveDamaged', { file: path });
  return bytes.subarray(begin, begin + count);
}

async function unpacked(entry: ZipEntry, packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { path, sizeBytes, method } = entry;
  const bytes = method === STORED ? packed.slice() : await inflated(path, packed, sizeBytes);
  if (bytes.length !== sizeBytes || crc32(bytes) !== entry.crc32) {
    throw new EngineFailure('archiveDamaged', { file: path });
  }
  return bytes;
}

/** The first bytes: as many as follow from the first packed ones, up to `upTo`. */
function beginning(
  { path, method }: ZipEntry,
  packed: Uint8Array<ArrayBuffer>,
  upTo: number,
): Uint8Array<ArrayBuffer> {
  if (method === STORED) return packed.slice(0, upTo);
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((piece) => {
    pieces.push(piece);
    length += piece.length;
  });
  try {
    for (let start = 0; start < packed.length && length < upTo; start += PUSHED_BYTES) {
      stream.push(packed.subarray(start, start + PUSHED_BYTES));
    }
  } catch {
    throw new EngineFailure('archiveDamaged', { file: path });
  }
  return joinedBytes(pieces, length).subarray(0, upTo);
}

async function inflated(
  file: string,
  packed: Uint8Array<ArrayBuffer>,
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sizeBytes > packed.length * MOST_EXPANSION) throw new EngineFailure('archiveDamaged', { file });
  // One more than there may be, which shows whether there are more.
  const bytes = new Uint8Array(sizeBytes + 1);
  if (packed.length <= INFLATED_AT_ONCE) {
    try {
      return inflateSync(packed, { out: bytes }) as Uint8Array<ArrayBuffer>;
    } catch {
      // The library throws for nothing but a damaged stream.
      throw new EngineFailure('archiveDamaged', { file });
    }
  }
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let length = 0;
  for (;;) {
    const piece = await reader.read().catch(() => {
      throw new EngineFailure('archiveDamaged', { file });
    });
    if (piece.done) return bytes.subarray(0, length);
    if (length + piece.value.length > sizeBytes) {
      await reader.cancel();
      throw new EngineFailure('archiveDamaged', { file });
    }
    bytes.set(piece.value, length);
    length += piece.value.length;
  }
}
