/** A file's content: bytes in memory, or pieces that arrive one by one. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array>;

export async function readFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const handle = await optional(folder.getFileHandle(name));
  return handle && new Uint8Array(await (await handle.getFile()).arrayBuffer());
}

/**
 * Writes a new file, where `inBackground` says so without holding up what else its thread does; `onPiece` sees every piece
 * before it is written. Whoever calls deletes what a failure leaves.
 */
export async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: FileContent,
  onPiece?: (piece: Uint8Array) => void,
  inBackground = false,
): Promise<void> {
  const sink = await openSink(await folder.getFileHandle(name, { create: true }), inBackground);
  try {
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      onPiece?.(piece);
      await sink.write(piece);
    }
  } catch (thrown) {
    // Closes the file: an open one cannot be deleted.
    await sink.abort();
    throw thrown;
  }
  await sink.close();
}

/** A missing file or folder is an answer, not an error. */
export async function optional<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return undefined;
    throw thrown;
  }
}

interface Sink {
  write(piece: Uint8Array): void | Promise<void>;
  close(): void | Promise<void>;
  abort(): void | Promise<void>;
}

/** The synchronous handle, where there is one, serves Safari too, whose older versions lack createWritable. */
async function openSink(handle: FileSystemFileHandle, inBackground: boolean): Promise<Sink> {
  const canWait = inBackground && 'createWritable' in handle;
  if (canWait || !('createSyncAccessHandle' in handle)) {
    const writable = await (handle as FileSystemFileHandle).createWritable();
    return {
      write: (piece) => writable.write(piece as Uint8Array<ArrayBuffer>),
      close: () => writable.close(),
      abort: () => writable.abort(),
    };
  }
  const access = await handle.createSyncAccessHandle();
  let position = 0;
  return {
    write: (piece) => {
      const written = access.write(piece as Uint8Array<ArrayBuffer>, { at: position });
      position += written;
      if (written !== piece.byteLength) {
        throw new DOMException(`${written} of ${piece.byteLength}`, 'QuotaExceededError');
      }
    },
    close: () => {
      access.flush();
      access.close();
    },
    abort: () => access.close(),
  };
}
