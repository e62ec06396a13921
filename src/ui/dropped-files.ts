/** Files and folders of a dropped folder; with more it is refused, so that a whole disk is not read by mistake. */
export const MOST_ENTRIES = 100_000;

export type DropRefusal = 'tooMany' | 'unreadable' | 'empty';

export interface DroppedFile {
  /** Its name, after those of the folders that it was dropped in, with slashes between them. */
  readonly path: string;
  readonly file: File;
}

export type DroppedFiles =
  | { readonly files: readonly DroppedFile[]; readonly refusal?: never }
  | { readonly refusal: DropRefusal; readonly files?: never };

/**
 * The files that were dropped and those in dropped folders, at any depth; hidden ones, which a folder has without
 * its owner's knowledge, are left out. Call it in the drop event itself: the browser empties the transfer after it.
 */
export function readDropped(transfer: DataTransfer): Promise<DroppedFiles> {
  const files: DroppedFile[] = [];
  const folders: FileSystemDirectoryEntry[] = [];
  for (const item of transfer.items) {
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) folders.push(entry as FileSystemDirectoryEntry);
    else {
      const file = item.getAsFile();
      if (file !== null) files.push({ path: file.name, file });
    }
  }
  return readFolders(folders, files);
}

async function readFolders(folders: FileSystemDirectoryEntry[], files: DroppedFile[]): Promise<DroppedFiles> {
  let entryCount = 0;
  try {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for await (const entries of batchesOf(folder)) {
        entryCount += entries.length;
        if (entryCount > MOST_ENTRIES) return { refusal: 'tooMany' };
        const shown = entries.filter(({ name }) => !name.startsWith('.'));
        folders.push(
          ...shown.filter((entry) => entry.isDirectory).map((entry) => entry as FileSystemDirectoryEntry),
        );
        const found = shown
          .filter((entry) => entry.isFile)
          .map((entry) => fileOf(entry as FileSystemFileEntry));
        files.push(...(await Promise.all(found)));
      }
    }
  } catch (thrown) {
    if (thrown instanceof DOMException) return { refusal: 'unreadable' };
    throw thrown;
  }
  return files.length === 0 ? { refusal: 'empty' } : { files };
}

/** A browser hands out a folder's entries a hundred at a time, and an empty list at the end. */
async function* batchesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry[]> {
  const reader = folder.createReader();
  while (true) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return;
    yield entries;
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<DroppedFile> {
  const path = entry.fullPath.replace(/^\//, '');
  return new Promise((resolve, reject) => entry.file((file) => resolve({ path, file }), reject));
}
