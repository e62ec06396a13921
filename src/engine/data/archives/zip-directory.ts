import { EngineFailure } from '#engine/engine-failure.ts';
import { itemAt } from '#models/lookup.ts';

/** A file as the directory at the end of a zip lists it (PKWARE, APPNOTE.TXT 6.3.10, section 4.3). */
export interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Where its own header stands. */
  readonly offset: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the directory begins, and the files end. */
  readonly offset: number;
}

const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LONGEST_COMMENT = 0xffff;
/** Room for about half a million files. */
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;
/** Stands for a number that is given in 64 bits elsewhere. */
const ELSEWHERE = 0xffffffff;

/** @throws EngineFailure 'archiveDamaged' where there is no directory, or not a whole one; 'fileTooLarge'. */
export async function readZipDirectory(file: string, blob: Blob): Promise<ZipDirectory> {
  const damaged = () => new EngineFailure('archiveDamaged', { file });
  const tailStart = Math.max(0, blob.size - LONGEST_COMMENT - END_BYTES - LOCATOR_BYTES);
  const tail = await viewOf(blob, tailStart, blob.size);
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw damaged();
  let count = tail.getUint16(end + 10, true);
  let size = tail.getUint32(end + 12, true);
  let offset = tail.getUint32(end + 16, true);
  if (count === 0xffff || size === ELSEWHERE || offset === ELSEWHERE) {
    const locator = end - LOCATOR_BYTES;
    if (locator >= 0 && tail.getUint32(locator, true) === LOCATOR_64) {
      const start = Number(tail.getBigUint64(locator + 8, true));
      const end64 = await viewOf(blob, start, start + 56);
      if (end64.byteLength < 56 || end64.getUint32(0, true) !== END_64) throw damaged();
      count = Number(end64.getBigUint64(32, true));
      size = Number(end64.getBigUint64(40, true));
      offset = Number(end64.getBigUint64(48, true));
    }
  }
  if (size > MOST_DIRECTORY_BYTES) {
    throw new EngineFailure('fileTooLarge', { file, expected: MOST_DIRECTORY_BYTES, found: size });
  }
  if (offset + size > tailStart + end) throw damaged();
  const directory = await viewOf(blob, offset, offset + size);
  const positions: number[] = [];
  for (let position = 0; positions.length < count; ) {
    if (position + 46 > directory.byteLength || directory.getUint32(position, true) !== ENTRY)
      throw damaged();
    const next =
      position +
      46 +
      directory.getUint16(position + 28, true) +
      directory.getUint16(position + 30, true) +
      directory.getUint16(position + 32, true);
    if (next > directory.byteLength) throw damaged();
    positions.push(position);
    position = next;
  }
  const names = decodedNames(positions.map((position) => nameAt(directory, position)));
  return {
    entries: positions.map((position, index) => entryAt(directory, position, itemAt(names, index))),
    offset,
  };
}

async function viewOf(blob: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

interface RawName {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the zip says that it is UTF-8. */
  readonly isUtf8: boolean;
}

function nameAt(directory: DataView, position: number): RawName {
  const length = directory.getUint16(position + 28, true);
  return {
    bytes: new Uint8Array(directory.buffer as ArrayBuffer, position + 46, length),
    isUtf8: (directory.getUint16(position + 8, true) & 0x800) !== 0,
  };
}

function entryAt(directory: DataView, position: number, name: string): ZipEntry {
  const flags = directory.getUint16(position + 8, true);
  const nameBytes = directory.getUint16(position + 28, true);
  const extraBytes = directory.getUint16(position + 30, true);
  const extra = new DataView(directory.buffer, position + 46 + nameBytes, extraBytes);
  const [sizeBytes, packedBytes, offset] = withWideNumbers(extra, [
    directory.getUint32(position + 24, true),
    directory.getUint32(position + 20, true),
    directory.getUint32(position + 42, true),
  ]) as [number, number, number];
  return {
    // Windows programs separate folders as Windows does.
    path: name.replaceAll('\\', '/'),
    method: directory.getUint16(position + 10, true),
    isEncrypted: (flags & 1) !== 0,
    crc32: directory.getUint32(position + 16, true),
    packedBytes,
    sizeBytes,
    offset,
  };
}

/** Numbers that do not fit 32 bits stand in an extra field, in this order. */
function withWideNumbers(extra: DataView, numbers: readonly number[]): number[] {
  let wide: DataView | undefined;
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1 && at + 4 + length <= extra.byteLength) {
      wide = new DataView(extra.buffer, extra.byteOffset + at + 4, length);
    }
    at += 4 + length;
  }
  let next = 0;
  return numbers.map((number) => {
    if (number !== ELSEWHERE || wide === undefined || next + 8 > wide.byteLength) return number;
    const value = Number(wide.getBigUint64(next, true));
    next += 8;
    return value;
  });
}

/**
 * Names are UTF-8 where the zip says so, and often where it does not; Chinese Windows writes all in GBK, of which some
 * could be UTF-8 as well.
 */
function decodedNames(names: readonly RawName[]): string[] {
  const unmarked = names.filter(({ isUtf8 }) => !isUtf8);
  const encoding =
    ['utf-8', 'gbk'].find((one) => unmarked.every(({ bytes }) => decodes(bytes, one))) ?? 'latin1';
  return names.map(({ bytes, isUtf8 }) => new TextDecoder(isUtf8 ? 'utf-8' : encoding).decode(bytes));
}

function decodes(bytes: Uint8Array<ArrayBuffer>, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch (thrown) {
    if (thrown instanceof TypeError) return false;
    throw thrown;
  }
}
