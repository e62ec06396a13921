import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { EngineFailure } from '#engine/engine-failure.ts';

export interface ZippedFile {
  readonly path: string;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
}

/** Beyond it, a zip needs fields that not every program reads. */
const MOST_BYTES = 2 ** 32 - 1;

/**
 * Files in one folder as a zip: texts packed, weights, which do not get smaller, as they are.
 * @throws EngineFailure 'exportTooLarge'.
 */
export function zipped(folder: string, files: readonly ZippedFile[]): readonly Uint8Array<ArrayBuffer>[] {
  const sizeBytes = files.flatMap(({ pieces }) => pieces).reduce((sum, { length }) => sum + length, 0);
  if (sizeBytes > MOST_BYTES) {
    throw new EngineFailure('exportTooLarge', { neededBytes: sizeBytes, limitBytes: MOST_BYTES });
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece as Uint8Array<ArrayBuffer>);
  });
  for (const { path, pieces: content } of files) {
    const isWeights = /\.(?:bin|safetensors)$/.test(path);
    const entry = isWeights ? new ZipPassThrough(`${folder}/${path}`) : new ZipDeflate(`${folder}/${path}`);
    zip.add(entry);
    for (const piece of content) entry.push(piece);
    entry.push(new Uint8Array(), true);
  }
  zip.end();
  return pieces;
}
