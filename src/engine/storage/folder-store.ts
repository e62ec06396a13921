import { EngineFailure } from '#engine/engine-failure.ts';
import { sha256, startSha256 } from '#engine/sha256.ts';
import { itemAt } from '#models/lookup.ts';
import { type FileContent, optional, readFile, writeFile } from './files.ts';
import { withLock } from './locks.ts';
import { type ManifestFile, readManifest, writeManifest } from './manifest.ts';

/** Where a folder lies, from the root: what kind of thing it holds, then its name. */
export type FolderPath = readonly [kind: string, ...names: [string, ...string[]]];

/** Files of one folder, by name. */
export type FileBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** How much will be written, if known: a write that cannot fit is then refused before it begins. */
  readonly sizeBytes?: number;
  /** Slower, but the thread that writes goes on with its work meanwhile. */
  readonly inBackground?: boolean;
}

/** Adds files to a folder that is being written; their names are the caller's own, never a user's. */
export interface FolderWriter {
  add(name: string, content: FileContent): Promise<void>;
}

/** Folders of files. Each is written once and as a whole: writing again replaces it. */
export interface Folders {
  /**
   * The files, checked; undefined where there is no such folder, or one that is not whole.
   * @throws EngineFailure 'storageBusy'; the signal's reason when aborted.
   */
  read(path: FolderPath, signal?: AbortSignal): Promise<FileBytes | undefined>;
  /**
   * Writes the folder anew. When `work` throws, or the room does not suffice, nothing is left of it.
   * @throws EngineFailure 'storageFull' (file, and neededBytes where known), 'storageBusy'; the signal's reason when
   * aborted; what `work` throws.
   */
  write(
    path: FolderPath,
    work: (writer: FolderWriter) => Promise<void>,
    options?: WriteOptions,
  ): Promise<void>;
  /** @throws EngineFailure 'storageBusy'; the signal's reason when aborted. */
  remove(path: FolderPath, signal?: AbortSignal): Promise<void>;
  /** Names of the folders of a kind, whole or not. */
  list(kind: string): Promise<string[]>;
  /** Bytes of all files in a folder and the folders in it. */
  sizeOf(path: FolderPath): Promise<number>;
}

const WAIT_MS = 5_000;

/**
 * Folders that outlive the page, in the origin's private file system. To never be without an old folder, write the new
 * one under a new name and remove the old one then.
 *
 * All tabs share them. Writing and deleting exclude everyone else, reading excludes writers; reading deletes nothing,
 * whatever it finds.
 */
export class FolderStore implements Folders {
  readonly #root: FileSystemDirectoryHandle;
  readonly #waitMs: number;

  constructor(root: FileSystemDirectoryHandle, waitMs = WAIT_MS) {
    this.#root = root;
    this.#waitMs = waitMs;
  }

  read(path: FolderPath, signal?: AbortSignal): Promise<FileBytes | undefined> {
    return this.#locked(path, 'shared', signal, async () => {
      const folder = await this.#find(path);
      return folder && readWhole(folder, signal);
    });
  }

  write(
    path: FolderPath,
    work: (writer: FolderWriter) => Promise<void>,
    { signal, sizeBytes = 0, inBackground = false }: WriteOptions = {},
  ): Promise<void> {
    return this.#locked(path, 'exclusive', signal, async () => {
      await this.#delete(path);
      await checkRoom(path, sizeBytes);
      try {
        const folder = await this.#create(path);
        const files: ManifestFile[] = [];
        await work({
          add: async (name, content) => {
            signal?.throwIfAborted();
            files.push(await addFile(folder, name, content, inBackground));
          },
        });
        signal?.throwIfAborted();
        await writeManifest(folder, { files });
      } catch (thrown) {
        await this.#delete(path);
        const isFull = thrown instanceof Error && thrown.name === 'QuotaExceededError';
        throw isFull ? full(path, sizeBytes) : thrown;
      }
    });
  }

  remove(path: FolderPath, signal?: AbortSignal): Promise<void> {
    return this.#locked(path, 'exclusive', signal, () => this.#delete(path));
  }

  async list(kind: string): Promise<string[]> {
    const folder = await this.#find([kind]);
    const names: string[] = [];
    if (folder)
      for await (const [name, { kind }] of folder.entries()) if (kind === 'directory') names.push(name);
    return names;
  }

  async sizeOf(path: FolderPath): Promise<number> {
    const folder = await this.#find(path);
    return folder === undefined ? 0 : sizeWithin(folder);
  }

  #locked<T>(
    path: FolderPath,
    mode: LockMode,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    return withLock(path.join('/'), mode, { signal, waitMs: this.#waitMs }, work);
  }

  async #find(path: readonly string[]): Promise<FileSystemDirectoryHandle | undefined> {
    let folder: FileSystemDirectoryHandle | undefined = this.#root;
    for (const name of path) folder = folder && (await optional(folder.getDirectoryHandle(name)));
    return folder;
  }

  async #create(path: FolderPath): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
    return folder;
  }

  async #delete(path: FolderPath): Promise<void> {
    const parent = await this.#find(path.slice(0, -1));
    if (parent) await optional(parent.removeEntry(itemAt(path, -1), { recursive: true }));
  }
}

/**
 * Undefined where the platform keeps no files: Node, pages that are not served securely, some private windows and web
 * views. The next visit then fetches again what would have been kept.
 */
export async function openFolderStore(): Promise<FolderStore | undefined> {
  const storage: StorageManager | undefined = globalThis.navigator?.storage;
  if (typeof storage?.getDirectory !== 'function') return undefined;
  try {
    return new FolderStore(await storage.getDirectory());
  } catch (thrown) {
    if (thrown instanceof DOMException && ['SecurityError', 'NotAllowedError'].includes(thrown.name))
      return undefined;
    throw thrown;
  }
}

async function addFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: FileContent,
  inBackground: boolean,
): Promise<ManifestFile> {
  if (content instanceof Uint8Array) {
    await writeFile(folder, name, content, undefined, inBackground);
    return { name, sizeBytes: content.byteLength, sha256: await sha256(content) };
  }
  const digest = await startSha256();
  let sizeBytes = 0;
  const count = (piece: Uint8Array) => {
    digest.update(piece);
    sizeBytes += piece.byteLength;
  };
  await writeFile(folder, name, content, count, inBackground);
  return { name, sizeBytes, sha256: digest.end() };
}

async function readWhole(
  folder: FileSystemDirectoryHandle,
  signal: AbortSignal | undefined,
): Promise<FileBytes | undefined> {
  const manifest = await readManifest(folder);
  if (!manifest) return undefined;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name, sizeBytes, sha256: expected } of manifest.files) {
    signal?.throwIfAborted();
    const bytes = await readFile(folder, name);
    if (bytes?.byteLength !== sizeBytes || (await sha256(bytes)) !== expected) return undefined;
    files.set(name, bytes);
  }
  return files;
}

/** Browsers tell only roughly how much room there is, so a write may still fail half-way. */
async function checkRoom(path: FolderPath, sizeBytes: number): Promise<void> {
  const { quota, usage } = await navigator.storage.estimate();
  if (quota !== undefined && usage !== undefined && quota - usage < sizeBytes) throw full(path, sizeBytes);
}

function full(path: FolderPath, sizeBytes: number): EngineFailure {
  const needed = sizeBytes > 0 ? { neededBytes: sizeBytes } : {};
  return new EngineFailure('storageFull', { file: itemAt(path, -1), ...needed });
}

/** A file that another tab deletes meanwhile counts nothing. */
async function sizeWithin(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for await (const handle of folder.values()) {
    if (handle.kind === 'directory') bytes += (await optional(sizeWithin(handle))) ?? 0;
    else bytes += (await optional(handle.getFile()))?.size ?? 0;
  }
  return bytes;
}
