import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PublishedDataset, PublishedFile } from '#datasets/dataset.ts';

/** What the server needs to know of a set. */
export interface DatasetFiles extends Pick<PublishedDataset, 'id'> {
  readonly content: Pick<PublishedDataset['content'], 'mirrors'> & {
    readonly files: readonly PublishedFile[];
  };
}

/** No mirror gave the file as published; the message says what each one did. */
export class MirrorsFailedError extends Error {
  override readonly name = 'MirrorsFailedError';
}

/** How long a mirror may take to answer, and then to send the whole file. */
const answerWithinMs = 8_000;
const sendWithinMs = 300_000;

/**
 * Path of a file on this computer: in the user's own folder where it is there (whatever its bytes), else in
 * the cache, which it is fetched into, checked against the published length and SHA-256, when missing.
 *
 * @throws {MirrorsFailedError}
 */
export async function obtainFile(
  dataset: DatasetFiles,
  file: PublishedFile,
  folders: { readonly own: string | undefined; readonly cache: string },
): Promise<string> {
  const ownFile = folders.own && path.join(folders.own, dataset.id, file.name);
  if (ownFile && existsSync(ownFile)) return ownFile;
  const cachedFile = path.join(folders.cache, dataset.id, file.name);
  if (!existsSync(cachedFile)) {
    const bytes = await fetchFromMirrors(dataset, file);
    await mkdir(path.dirname(cachedFile), { recursive: true });
    const unfinished = `${cachedFile}.${randomUUID()}`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, cachedFile);
  }
  return cachedFile;
}

async function fetchFromMirrors({ content }: DatasetFiles, file: PublishedFile): Promise<Buffer> {
  const failures: string[] = [];
  for (const { url } of content.mirrors) {
    try {
      return await fetchChecked(new URL(file.name, url), file);
    } catch (error) {
      failures.push(`${new URL(url).host}: ${reason(error)}`);
    }
  }
  throw new MirrorsFailedError(failures.join('; '));
}

async function fetchChecked(url: URL, expected: PublishedFile): Promise<Buffer> {
  const abort = new AbortController();
  let deadline = setTimeout(() => abort.abort(new Error('no answer')), answerWithinMs);
  try {
    const response = await fetch(url, { signal: abort.signal, headers: { 'accept-encoding': 'identity' } });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    clearTimeout(deadline);
    deadline = setTimeout(() => abort.abort(new Error('too slow')), sendWithinMs);
    const bytes = await readAtMost(response.body, expected.sizeBytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== expected.sha256) {
      throw new Error(`wrong content: SHA-256 ${sha256} instead of ${expected.sha256}`);
    }
    return bytes;
  } finally {
    clearTimeout(deadline);
  }
}

async function readAtMost(body: ReadableStream<Uint8Array>, sizeBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.byteLength;
    if (length > sizeBytes) throw new Error(`wrong length: more than ${sizeBytes} bytes`);
    parts.push(part);
  }
  if (length < sizeBytes) throw new Error(`wrong length: ${length} bytes instead of ${sizeBytes}`);
  return Buffer.concat(parts);
}

/** fetch hides why it failed in the error's cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
