import { contentOf } from '#engine/data/byte-stream.ts';
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
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import type { SkippedFile } from '#protocol/data.ts';

const BLOCK = 512;
/** Of names too long for a header. */
const MOST_NAME_BYTES = 64 * 1024;
const MOST_FILES = 1_000_000;
/** A gzip that unpacks to more is a bomb, or no set for a browser. */
const MOST_CONTENT_BYTES = 8 * 1024 ** 3;

/**
 * The files of a tar, gzipped or not. It has no directory: it is gone through once for the names, and again for
 * each reading, and nothing of it stays in memory.
 * @throws EngineFailure 'archiveDamaged', 'fileTooLarge', and as contentOf does; the signal's reason when aborted.
 */
export async function openTar(file: string, blob: Blob, signal?: AbortSignal): Promise<FileTree> {
  const files: TreeFile[] = [];
  const folders: string[] = [];
  const refused: SkippedFile[] = [];
  for await (const { path, sizeBytes, isFolder } of membersOf(file, blob, signal)) {
    if (isLitter(path)) continue;
    if (isUnsafePath(path)) {
      refused.push({ path, reason: toEngineError(new EngineFailure('pathUnsafe', { file: path })) });
    } else if (isFolder) folders.push(path);
    else files.push({ path, sizeBytes });
    if (files.length + refused.length > MOST_FILES) {
      throw new EngineFailure('fileTooLarge', { file, expected: MOST_FILES, found: `> ${MOST_FILES}` });
    }
  }
  return {
    name: setName(file),
    files,
    folders,
    refused,
    read: (wanted, reading) => readMembers(file, blob, wanted, reading),
  };
}

interface Member {
  readonly path: string;
  readonly sizeBytes: number;
  readonly isFolder: boolean;
  /** Its content, or the beginning of it; skipped where nobody takes it before the next member. */
  content(upTo?: number): Promise<Uint8Array<ArrayBuffer>>;
}

async function* readMembers(
  file: string,
  blob: Blob,
  wanted: readonly TreeFile[],
  { signal, mostBytes, upTo }: TreeReading,
): AsyncGenerator<FileContent, void, undefined> {
  // A path that comes twice means the files in their order.
  const missing = new Map<string, TreeFile[]>();
  for (const entry of wanted) missing.set(entry.path, [...(missing.get(entry.path) ?? []), entry]);
  let left = wanted.length;
  for await (const member of membersOf(file, blob, signal)) {
    const entry = member.isFolder ? undefined : missing.get(member.path)?.shift();
    if (!entry) continue;
    if (upTo === undefined && member.sizeBytes > mostBytes) {
      yield { file: entry, problem: problemOf(tooLarge(member.path, mostBytes, member.sizeBytes)) };
    } else {
      yield { file: entry, bytes: await member.content(upTo) };
    }
    if (--left === 0) return;
  }
}

/** Files and folders in the order of the tar: POSIX ustar, with GNU's and pax's long names. */
async function* membersOf(
  file: string,
  blob: Blob,
  signal: AbortSignal | undefined,
): AsyncGenerator<Member, void, undefined> {
  const stream = contentOf(file, blob, { signal });
  const reader = new StreamReader(file, stream);
  let longName: string | undefined;
  try {
    for (;;) {
      const header = await reader.takeUpTo(BLOCK);
      // Two empty blocks end it; some writers leave them out.
      if (header.length === 0 || header.every((byte) => byte === 0)) return;
      if (header.length < BLOCK || !hasChecksum(header)) throw new EngineFailure('archiveDamaged', { file });
      const sizeBytes = numberAt(header, 124, 12);
      if (!(sizeBytes >= 0 && sizeBytes <= MOST_CONTENT_BYTES))
        throw new EngineFailure('archiveDamaged', { file });
      const padded = Math.ceil(sizeBytes / BLOCK) * BLOCK;
      const type = String.fromCharCode(header[156]!);
      if (type === 'L' || type === 'x') {
        if (padded > MOST_NAME_BYTES) throw new EngineFailure('archiveDamaged', { file });
        const text = textOf((await reader.take(padded)).subarray(0, sizeBytes));
        longName = type === 'L' ? text : (paxPath(text) ?? longName);
        continue;
      }
      const path = (longName ?? headerName(header)).replace(/^(\.\/)+/, '');
      longName = undefined;
      let left = padded;
      if ('0\x005'.includes(type) && path !== '') {
        yield {
          path: path.replace(/\/+$/, ''),
          sizeBytes,
          isFolder: type === '5' || path.endsWith('/'),
          content: async (upTo = sizeBytes) => {
            const bytes = await reader.take(Math.min(upTo, sizeBytes));
            left -= bytes.length;
            return bytes;
          },
        };
      }
      await reader.skip(left);
    }
  } finally {
    await stream.return();
  }
}

/** The header's bytes summed up, the checksum itself counted as spaces. */
function hasChecksum(header: Uint8Array): boolean {
  let sum = 8 * 32;
  for (let index = 0; index < BLOCK; index++) if (index < 148 || index >= 156) sum += header[index]!;
  return sum === numberAt(header, 148, 8);
}

/** Octal digits, or with the first bit set a binary number, big end first. */
function numberAt(header: Uint8Array, start: number, length: number): number {
  const field = header.subarray(start, start + length);
  if (field[0]! & 0x80) {
    return field.subarray(1).reduce((value, byte) => value * 256 + byte, field[0]! & 0x7f);
  }
  const digits = textOf(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : digits === '' ? 0 : Number.NaN;
}

function headerName(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const isUstar = textOf(header.subarray(257, 262)) === 'ustar';
  const prefix = isUstar && header[262] === 0 ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Up to the first zero. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Of records 'length key=value'. */
function paxPath(text: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(text)?.[1];
}

/** Takes bytes off a stream in the lengths that are asked for. */
class StreamReader {
  readonly #file: string;
  readonly #stream: AsyncGenerator<Uint8Array, void, undefined>;
  #piece: Uint8Array = new Uint8Array(0);
  #seen = 0;

  constructor(file: string, stream: AsyncGenerator<Uint8Array, void, undefined>) {
    this.#file = file;
    this.#stream = stream;
  }

  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.takeUpTo(length);
    if (bytes.length < length) throw new EngineFailure('archiveDamaged', { file: this.#file });
    return bytes;
  }

  /** Fewer only at the end. Room grows with what arrives, not with what a header declares. */
  async takeUpTo(length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (length <= this.#piece.length) return this.#cut(length).slice();
    const parts: Uint8Array[] = [];
    let found = 0;
    while (found < length && (await this.#refill())) {
      const part = this.#cut(length - found);
      parts.push(part);
      found += part.length;
    }
    return joinedBytes(parts, found);
  }

  async skip(length: number): Promise<void> {
    let left = length;
    while (left > 0) {
      if (!(await this.#refill())) throw new EngineFailure('archiveDamaged', { file: this.#file });
      left -= this.#cut(left).length;
    }
  }

  #cut(length: number): Uint8Array {
    const part = this.#piece.subarray(0, length);
    this.#piece = this.#piece.subarray(part.length);
    return part;
  }

  async #refill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#stream.next();
      if (next.done) return false;
      this.#piece = next.value;
      this.#seen += next.value.length;
      if (this.#seen > MOST_CONTENT_BYTES) throw tooLarge(this.#file, MOST_CONTENT_BYTES, this.#seen);
    }
    return true;
  }
}
