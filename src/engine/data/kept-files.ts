import { EngineFailure } from '#engine/engine-failure.ts';
import { sha256 } from './sha256.ts';

/** Files of one data set, by name. */
export type FileBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** What a set's files must be for it to be whole: written last, so that an interrupted keeping is never taken as done. */
interface Manifest {
  readonly files: readonly {
    readonly name: string;
    readonly sizeBytes: number;
    readonly sha256: string | null;
  }[];
}

const ROOT = 'datasets';
const MANIFEST = 'manifest.json';

/** Data sets kept in this browser (its origin private file system) for the next visit, each a folder of files. */
export class KeptFiles {
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  /** Names of the sets that are wholly kept. */
  async list(): Promise<string[]> {
    const names: string[] = [];
    for await (const [name, handle] of (await this.#sets()).entries()) {
      if (handle.kind === 'directory' && (await readManifest(handle as FileSystemDirectoryHandle)))
        names.push(name);
    }
    return names.sort();
  }

  /** The files of a set; undefined when it is not kept, or no longer whole: what is left of it is then deleted. */
  async read(set: string): Promise<FileBytes | undefined> {
    const folder = await optional((await this.#sets()).getDirectoryHandle(set));
    if (!folder) return undefined;
    const files = await readWhole(folder);
    if (!files) await this.forget(set);
    return files;
  }

  /** @throws EngineFailure 'storageFull'; nothing is left behind then. */
  async write(set: string, files: FileBytes): Promise<void> {
    await this.forget(set);
    try {
      const folder = await (await this.#sets()).getDirectoryHandle(set, { create: true });
      const entries: Manifest['files'][number][] = [];
      for (const [name, bytes] of files) {
        await writeFile(folder, name, bytes);
        entries.push({ name, sizeBytes: bytes.byteLength, sha256: (await sha256(bytes)) ?? null });
      }
      const manifest: Manifest = { files: entries };
      await writeFile(folder, MANIFEST, new TextEncoder().encode(JSON.stringify(manifest)));
    } catch (thrown) {
      await this.forget(set);
      throw keepingFailure(set, thrown);
    }
  }

  async forget(set: string): Promise<void> {
    await optional((await this.#sets()).removeEntry(set, { recursive: true }));
  }

  #sets(): Promise<FileSystemDirectoryHandle> {
    return this.#root.getDirectoryHandle(ROOT, { create: true });
  }
}

/** Undefined where the platform keeps no files: Node, pages that are not served securely, some private windows. */
export async function openKeptFiles(): Promise<KeptFiles | undefined> {
  const storage: StorageManager | undefined = globalThis.navigator?.storage;
  if (typeof storage?.getDirectory !== 'function') return undefined;
  try {
    return new KeptFiles(await storage.getDirectory());
  } catch (thrown) {
    if (thrown instanceof DOMException && ['SecurityError', 'NotAllowedError'].includes(thrown.name))
      return undefined;
    throw thrown;
  }
}

async function readWhole(folder: FileSystemDirectoryHandle): Promise<FileBytes | undefined> {
  const manifest = await readManifest(folder);
  if (!manifest) return undefined;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of manifest.files) {
    const bytes = await readFile(folder, entry.name);
    if (bytes?.byteLength !== entry.sizeBytes) return undefined;
    if (entry.sha256 !== null && (await sha256(bytes)) !== entry.sha256) return undefined;
    files.set(entry.name, bytes);
  }
  return files;
}

async function readManifest(folder: FileSystemDirectoryHandle): Promise<Manifest | undefined> {
  const bytes = await readFile(folder, MANIFEST);
  if (!bytes) return undefined;
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isManifest(manifest) ? manifest : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function isManifest(value: unknown): value is Manifest {
  const files = (value as Partial<Manifest> | null)?.files;
  return (
    Array.isArray(files) &&
    files.every(
      (file) => typeof file?.name === 'string' && typeof file.sizeBytes === 'number' && 'sha256' in file,
    )
  );
}

async function readFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const handle = await optional(folder.getFileHandle(name));
  return handle && new Uint8Array(await (await handle.getFile()).arrayBuffer());
}

/** The synchronous handle, where there is one, serves Safari too, whose older versions lack createWritable. */
async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true });
  if (!('createSyncAccessHandle' in handle)) {
    const writable = await (handle as FileSystemFileHandle).createWritable();
    try {
      await writable.write(bytes);
    } catch (thrown) {
      // Lets go of the file, which could not be deleted otherwise.
      await writable.abort();
      throw thrown;
    }
    await writable.close();
    return;
  }
  const access = await handle.createSyncAccessHandle();
  try {
    access.truncate(0);
    const written = access.write(bytes, { at: 0 });
    if (written !== bytes.byteLength)
      throw new DOMException(`${written} of ${bytes.byteLength}`, 'QuotaExceededError');
    access.flush();
  } finally {
    access.close();
  }
}

/** A missing file or folder is an answer, not an error. */
async function optional<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return undefined;
    throw thrown;
  }
}

function keepingFailure(set: string, thrown: unknown): unknown {
  const full = thrown instanceof Error && thrown.name === 'QuotaExceededError';
  return full ? new EngineFailure('storageFull', { file: set }) : thrown;
}
