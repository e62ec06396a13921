import { EngineFailure } from '#engine/engine-failure.ts';

const GZIP_MAGIC = [0x1f, 0x8b] as const;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP_MAGIC[0] && bytes[1] === GZIP_MAGIC[1];
}

export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the file as it is stored that have been taken in so far. */
  readonly onBytes?: ((done: number) => void) | undefined;
}

/**
 * The content of a file, decompressed when it is gzip, piece by piece; nothing is read that is not asked for.
 * @throws EngineFailure 'fileTruncated', 'fileNotGzip', 'fileTrailingBytes' or 'fileUnreadable'; the signal's reason.
 */
export async function* contentOf(
  file: string,
  blob: Blob,
  { signal, onBytes }: ReadingOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const compressed = isGzip(await firstBytes(file, blob));
  let done = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      done += chunk.byteLength;
      onBytes?.(done);
      controller.enqueue(chunk);
    },
  });
  const stored = blob.stream().pipeThrough(counted);
  const stream: ReadableStream<Uint8Array> = compressed
    ? stored.pipeThrough(new DecompressionStream('gzip'))
    : stored;
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const piece = await reader.read().catch((thrown: unknown) => {
        ended = true;
        throw readingFailure(file, blob.size, thrown);
      });
      ended = piece.done;
      if (piece.done) return;
      yield piece.value;
    }
  } finally {
    // The rest is not needed, so it is not decompressed.
    if (!ended) await reader.cancel();
  }
}

async function firstBytes(file: string, blob: Blob): Promise<Uint8Array> {
  try {
    // Some systems give a folder no size; only reading it whole tells it from an empty file.
    return new Uint8Array(await (blob.size === 0 ? blob : blob.slice(0, 2)).arrayBuffer());
  } catch (thrown) {
    throw readingFailure(file, blob.size, thrown);
  }
}

/** Each platform words the errors of a gzip stream differently. */
function readingFailure(file: string, size: number, thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { name, message } = thrown;
  if (['NotReadableError', 'NotFoundError', 'SecurityError'].includes(name)) {
    return new EngineFailure('fileUnreadable', { file, message });
  }
  if (/trunc|unexpected end/i.test(message)) {
    return new EngineFailure('fileTruncated', { file, expected: `> ${size}`, found: size });
  }
  if (/junk|trailing|after (the )?end/i.test(message)) {
    return new EngineFailure('fileTrailingBytes', { file, expected: `< ${size}`, found: size });
  }
  return new EngineFailure('fileNotGzip', { file, expected: 'gzip', found: message });
}
