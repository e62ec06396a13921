import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { lookUp } from '#models/lookup.ts';
import type { SkippedFile, UserFile } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import { contentOf } from './byte-stream.ts';

/** A file by its place: folders and name, with slashes between them. */
export interface TreeFile {
  readonly path: string;
  /** Unpacked, as far as the tree says. */
  readonly sizeBytes: number;
}

/** The content of a file, or why there is none. */
export interface FileContent {
  readonly file: TreeFile;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly problem?: EngineError;
}

export interface TreeReading {
  readonly signal?: AbortSignal | undefined;
  /** A longer file is refused before it is unpacked. */
  readonly mostBytes: number;
  /** So many bytes from the beginning are enough; whether the rest is sound is not looked at. */
  readonly upTo?: number | undefined;
}

/** Files that belong together: chosen or dropped ones, or those of an archive. */
export interface FileTree {
  /** What a set made of them is called. */
  readonly name: string;
  /** Without what systems lay beside files. */
  readonly files: readonly TreeFile[];
  /** Paths of folders, for those that hold nothing. */
  readonly folders: readonly string[];
  /** Known to be unreadable before anything is read. */
  readonly refused: readonly SkippedFile[];
  /** The contents one by one, in the tree's own order; a file that cannot be read comes with its problem. */
  read(wanted: readonly TreeFile[], reading: TreeReading): AsyncGenerator<FileContent, void, undefined>;
  /** The file as it was given, where it needs no room of its own. */
  fileOf?(entry: TreeFile): Blob;
}

/** What macOS and Windows lay beside files; hidden files and folders, too, but not '.' and '..'. */
const LITTER = /^(\.(?!\.?$).*|__MACOSX|Thumbs\.db|desktop\.ini)$/i;

export function isLitter(path: string): boolean {
  return path.split('/').some((part) => LITTER.test(part));
}

/** A path that leaves the folder that it is in: absolute, with a drive, or with a step up. */
export function isUnsafePath(path: string): boolean {
  return /^([a-z]:|\/)/i.test(path) || path.split('/').includes('..');
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Without the endings of formats, which say nothing about the set. */
export function setName(path: string): string {
  const name = baseName(path);
  return name.replace(/(\.gz|\.tgz|\.tar|\.zip|\.npz|\.npy|\.bin|\.idx\w*|-idx\d|-ubyte)+$/i, '') || name;
}

/** Chosen and dropped files, and those in dropped folders. */
export class LooseFiles implements FileTree {
  readonly name: string;
  readonly files: readonly TreeFile[];
  readonly folders: readonly string[] = [];
  readonly refused: readonly SkippedFile[] = [];
  readonly #given = new Map<TreeFile, File>();

  constructor(given: readonly UserFile[]) {
    const files: TreeFile[] = [];
    for (const { path, file } of given) {
      if (isLitter(path)) continue;
      const entry = { path, sizeBytes: file.size };
      files.push(entry);
      this.#given.set(entry, file);
    }
    this.files = files;
    const first = files[0]?.path ?? '';
    this.name = first.includes('/') ? first.slice(0, first.indexOf('/')) : setName(first);
  }

  /** The file itself, for readers that read on as they go. */
  fileOf(entry: TreeFile): File {
    return lookUp(this.#given, entry);
  }

  async *read(
    wanted: readonly TreeFile[],
    { signal, mostBytes, upTo }: TreeReading,
  ): AsyncGenerator<FileContent, void, undefined> {
    for (const file of wanted) {
      signal?.throwIfAborted();
      try {
        yield { file, bytes: await contentUpTo(file.path, this.fileOf(file), { signal, mostBytes, upTo }) };
      } catch (thrown) {
        yield { file, problem: problemOf(thrown) };
      }
    }
  }
}

/** @throws what no file is to blame for. */
export function problemOf(thrown: unknown): EngineError {
  if (thrown instanceof EngineFailure) return toEngineError(thrown);
  throw thrown;
}

export function tooLarge(file: string, mostBytes: number, found: number): EngineFailure {
  return new EngineFailure('fileTooLarge', { file, expected: mostBytes, found });
}

/** A file in memory, unpacked when it is gzip. */
async function contentUpTo(
  file: string,
  blob: Blob,
  { signal, mostBytes, upTo }: TreeReading,
): Promise<Uint8Array<ArrayBuffer>> {
  const check = (found: number) => {
    if (upTo === undefined && found > mostBytes) throw tooLarge(file, mostBytes, found);
  };
  check(blob.size);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of contentOf(file, blob, { signal })) {
    length += piece.byteLength;
    check(length);
    pieces.push(piece);
    if (length >= (upTo ?? Number.POSITIVE_INFINITY)) break;
  }
  return joinedBytes(pieces, length).subarray(0, upTo);
}

export function joinedBytes(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}
