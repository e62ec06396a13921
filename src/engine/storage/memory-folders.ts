import { EngineFailure } from '#engine/engine-failure.ts';
import { itemAt } from '#models/lookup.ts';
import type { FileBytes, FolderPath, Folders, FolderWriter } from './folder-store.ts';

/** Folders that live as long as this worker, for browsers that keep no files. */
export class MemoryFolders implements Folders {
  readonly #mostBytes: number;
  /** By the path, its names joined by slashes. */
  readonly #folders = new Map<string, FileBytes>();

  /** @param mostBytes of all files together. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  read(path: FolderPath): Promise<FileBytes | undefined> {
    return Promise.resolve(this.#folders.get(path.join('/')));
  }

  async write(path: FolderPath, work: (writer: FolderWriter) => Promise<void>): Promise<void> {
    await this.remove(path);
    const room = this.#mostBytes - this.#bytesOf(() => true);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    let bytes = 0;
    await work({
      add: async (name, content) => {
        const pieces: Uint8Array<ArrayBuffer>[] = [];
        for await (const piece of content instanceof Uint8Array ? [content] : content) {
          bytes += piece.byteLength;
          if (bytes > room) {
            throw new EngineFailure('storageFull', { file: itemAt(path, -1), neededBytes: bytes });
          }
          // A copy: whoever wrote it may use the buffer again.
          pieces.push(piece.slice());
        }
        files.set(name, new Uint8Array(await new Blob(pieces).arrayBuffer()));
      },
    });
    this.#folders.set(path.join('/'), files);
  }

  async remove(path: FolderPath): Promise<void> {
    for (const name of this.#namesIn(path)) this.#folders.delete(name);
  }

  async list(kind: string): Promise<string[]> {
    const names = [...this.#folders.keys()].map((path) => path.split('/'));
    return [...new Set(names.flatMap(([of, name]) => (of === kind && name !== undefined ? [name] : [])))];
  }

  async sizeOf(path: FolderPath): Promise<number> {
    const names = new Set(this.#namesIn(path));
    return this.#bytesOf((name) => names.has(name));
  }

  #namesIn(path: FolderPath): string[] {
    const prefix = path.join('/');
    return [...this.#folders.keys()].filter((name) => name === prefix || name.startsWith(`${prefix}/`));
  }

  #bytesOf(isMeant: (name: string) => boolean): number {
    let bytes = 0;
    for (const [name, files] of this.#folders) {
      if (isMeant(name)) for (const file of files.values()) bytes += file.byteLength;
    }
    return bytes;
  }
}
