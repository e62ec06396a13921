import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import type { DatasetSummary } from '#protocol/data.ts';
import type { EngineError } from '#protocol/errors.ts';
import type { Dataset } from './dataset.ts';
import { type IdxImages, type IdxLabels, readIdx } from './idx.ts';
import { type FileBytes, type KeptFiles, openKeptFiles } from './kept-files.ts';
import { MNIST_FILES, MNIST_SERVERS } from './mnist-catalog.ts';
import { checkPublished, downloadMnist, type MnistDownloadOptions } from './mnist-download.ts';
import { assembleDataset, type NamedIdx } from './mnist-files.ts';

const SET = 'mnist';
const RETRY_AFTER_MS = [300, 900];

export interface LoadedDataset {
  readonly dataset: Dataset;
  readonly origin: DatasetSummary['origin'];
  readonly kept: boolean;
  readonly keepError?: EngineError;
}

export interface MnistOptions extends Partial<MnistDownloadOptions> {
  /** Undefined where nothing can be kept. */
  readonly keptFiles?: KeptFiles | undefined;
}

/**
 * MNIST from this browser's own copy, else from the page's server, else from the mirrors; a download is kept.
 * That it cannot be kept is reported and no failure.
 * @throws EngineFailure 'offline', 'downloadFailed' or 'downloadCorrupt'; the signal's reason when aborted.
 */
export async function loadMnist(options: MnistOptions = {}): Promise<LoadedDataset> {
  const files = options.files ?? MNIST_FILES;
  const storage = await usableStorage(options);
  const kept = storage.keptFiles && (await readKept(storage.keptFiles, { ...options, files }));
  if (kept) return { dataset: kept, origin: 'cache', kept: true };

  const downloaded = await downloadMnist({
    ...options,
    files,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    servers: options.servers ?? MNIST_SERVERS,
    retryAfterMs: options.retryAfterMs ?? RETRY_AFTER_MS,
  });
  const all = [...downloaded.values()];
  const dataset = assemble(new Map([...downloaded].map(([name, { idx }]) => [name, idx])), files);
  const origin = all.some((file) => file.origin === 'mirror') ? 'mirror' : 'server';
  const bytes = new Map([...downloaded].map(([name, file]) => [name, file.bytes]));
  return { dataset, origin, ...(await keep(storage, bytes)) };
}

/** Deletes this browser's copy. */
export async function forgetMnist(): Promise<void> {
  await (await openKeptFiles())?.forget(SET);
}

interface Storage {
  readonly keptFiles?: KeptFiles | undefined;
  readonly error?: EngineError;
}

async function usableStorage(options: MnistOptions): Promise<Storage> {
  if ('keptFiles' in options) return { keptFiles: options.keptFiles };
  try {
    return { keptFiles: await openKeptFiles() };
  } catch (thrown) {
    return { error: toEngineError(thrown) };
  }
}

async function keep(
  { keptFiles, error }: Storage,
  bytes: FileBytes,
): Promise<Pick<LoadedDataset, 'kept' | 'keepError'>> {
  if (!keptFiles) return error ? { kept: false, keepError: error } : { kept: false };
  try {
    await keptFiles.write(SET, bytes);
    return { kept: true };
  } catch (thrown) {
    return { kept: false, keepError: toEngineError(thrown) };
  }
}

/** Undefined when there is no copy that can be used; a damaged one is deleted. */
async function readKept(
  keptFiles: KeptFiles,
  { files, signal, onProgress }: MnistOptions & Pick<MnistDownloadOptions, 'files'>,
): Promise<Dataset | undefined> {
  try {
    const bytes = await keptFiles.read(SET);
    if (!bytes) return undefined;
    const total = [...bytes.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const read = new Map<string, IdxImages | IdxLabels>();
    let before = 0;
    for (const file of files) {
      const data = bytes.get(file.name) ?? new Uint8Array(0);
      const onBytes = (done: number) =>
        onProgress?.({ phase: 'reading', file: file.name, unit: 'bytes', done: before + done, total });
      const idx = await readIdx({ name: file.name, data }, { signal, onBytes });
      checkPublished(file, idx);
      read.set(file.name, idx);
      before += data.byteLength;
    }
    return assemble(read, files);
  } catch (thrown) {
    signal?.throwIfAborted();
    if (thrown instanceof EngineFailure) await keptFiles.forget(SET);
    // Storage that fails is no reason to go without the data: it is fetched, and keeping it will report the failure.
    return undefined;
  }
}

function assemble(
  read: ReadonlyMap<string, IdxImages | IdxLabels>,
  files: MnistDownloadOptions['files'],
): Dataset {
  const images: Partial<Record<'train' | 'test', NamedIdx<IdxImages>>> = {};
  const labels: Partial<Record<'train' | 'test', NamedIdx<IdxLabels>>> = {};
  for (const { name, split } of files) {
    const idx = read.get(name);
    if (idx?.kind === 'images') images[split] = { name, idx };
    if (idx?.kind === 'labels') labels[split] = { name, idx };
  }
  return assembleDataset('mnist', images, labels);
}
