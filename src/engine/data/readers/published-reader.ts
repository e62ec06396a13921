import type { PublishedFile } from '#datasets/dataset.ts';
import type { ReadingOptions } from '#engine/data/byte-stream.ts';
import type { Splits } from '#engine/data/loading.ts';

/** Reads the files of one published set, of one format. */
export interface PublishedReader {
  /** The most bytes that our own server may send for a file: it may be compressed again, or not at all. */
  mostBytes(file: PublishedFile): number;
  /** Whether bytes could be a file of this format, and not a page that a server gives for any address. */
  resembles(bytes: Uint8Array): boolean;
  /**
   * Reads one file and holds it, in place of an earlier one of its name.
   * @throws EngineFailure when it is not what the facts say; the signal's reason when aborted.
   */
  take(file: PublishedFile, bytes: Uint8Array<ArrayBuffer>, options: ReadingOptions): Promise<void>;
  /** Once every file has been taken. */
  splits(): Splits;
}
