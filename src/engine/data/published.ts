import {
  type CifarDataset,
  type DatasetFacts,
  folderOf,
  type IdxDataset,
  isPublished,
  type PublishedDataset,
} from '#datasets/dataset.ts';
import { DATASETS } from '#datasets/registry.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import {
  type FileBytes,
  type FolderPath,
  type FolderStore,
  openFolderStore,
} from '#engine/storage/folder-store.ts';
import type { EngineError } from '#protocol/errors.ts';
import { classNamesOf } from './class-names.ts';
import { downloadFiles } from './download-files.ts';
import type { Keeping, LoadingOptions, ReadDataset, Splits } from './loading.ts';
import { publishedCifarReader } from './readers/published-cifar.ts';
import { publishedIdxReader } from './readers/published-idx.ts';
import type { PublishedReader } from './readers/published-reader.ts';
import { type DatasetServer, serversOf } from './servers.ts';

const RETRY_AFTER_MS = [300, 900];

/** What a set is fetched with and kept in. */
export interface PublishedOptions extends LoadingOptions {
  readonly fetch?: typeof fetch;
  readonly servers?: readonly DatasetServer[];
  readonly retryAfterMs?: readonly number[];
  readonly openStore?: () => Promise<FolderStore | undefined>;
}

/**
 * A set from this browser's own copy, else from the page's server, else from the mirrors; a download can be kept.
 * That it cannot be kept is reported and no failure.
 * @throws EngineFailure 'offline', 'downloadFailed' or 'downloadCorrupt'; the signal's reason when aborted.
 */
export async function readPublished(
  facts: PublishedDataset,
  options: PublishedOptions = {},
): Promise<ReadDataset> {
  const storage = await usableStorage(options);
  const described = { classNames: classNamesOf(facts), configOf: () => ({ id: facts.id }) };
  const copy = storage.store && (await readCopy(storage.store, facts, options));
  if (copy) return { ...described, ...copy, origin: 'cache', keep: async () => ({ kept: true }) };

  const reader = readerOf(facts);
  const { bytes, origin } = await downloadFiles({
    ...options,
    files: facts.content.files,
    reader,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    servers: options.servers ?? serversOf(facts),
    retryAfterMs: options.retryAfterMs ?? RETRY_AFTER_MS,
  });
  const keep = () => keepCopy(storage, facts, bytes, options.signal);
  return { ...described, ...reader.splits(), origin, keep };
}

/** Deletes this browser's copy of a set. */
export async function forgetPublished(
  id: string,
  {
    signal,
    openStore = openFolderStore,
    datasets = DATASETS,
  }: Pick<PublishedOptions, 'signal' | 'openStore'> & { readonly datasets?: readonly DatasetFacts[] } = {},
): Promise<void> {
  const facts = datasets.find((one) => one.id === id);
  if (facts && isPublished(facts)) await (await openStore())?.remove(storagePath(facts), signal);
}

function storagePath(facts: PublishedDataset): FolderPath {
  return ['datasets', folderOf(facts)];
}

/** The reader of the set's format: a new format is one line here and one reader. */
function readerOf(facts: PublishedDataset): PublishedReader {
  switch (facts.content.format) {
    case 'idx':
      return publishedIdxReader(facts as IdxDataset);
    case 'cifar':
      return publishedCifarReader(facts as CifarDataset);
    default:
      throw new Error(`unknown format ${JSON.stringify(facts.content satisfies never)}`);
  }
}

interface Storage {
  readonly store?: FolderStore | undefined;
  readonly error?: EngineError;
}

async function usableStorage({ openStore = openFolderStore }: PublishedOptions): Promise<Storage> {
  try {
    return { store: await openStore() };
  } catch (thrown) {
    return { error: toEngineError(thrown) };
  }
}

async function keepCopy(
  { store, error }: Storage,
  facts: PublishedDataset,
  bytes: FileBytes,
  signal: AbortSignal | undefined,
): Promise<Keeping> {
  if (!store) return error ? { kept: false, keepError: error } : { kept: false };
  const sizeBytes = [...bytes.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  try {
    await store.write(
      storagePath(facts),
      async (writer) => {
        for (const [name, content] of bytes) await writer.add(name, content);
      },
      { signal, sizeBytes },
    );
    return { kept: true };
  } catch (thrown) {
    signal?.throwIfAborted();
    return { kept: false, keepError: toEngineError(thrown) };
  }
}

/** Undefined when there is no copy that can be used. */
async function readCopy(
  store: FolderStore,
  facts: PublishedDataset,
  { signal, onProgress }: LoadingOptions,
): Promise<Splits | undefined> {
  try {
    const bytes = await store.read(storagePath(facts), signal);
    if (!bytes) return undefined;
    const reader = readerOf(facts);
    const total = [...bytes.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    let before = 0;
    for (const file of facts.content.files) {
      const content = bytes.get(file.name);
      if (!content) return undefined;
      const onBytes = (done: number) =>
        onProgress?.({ phase: 'reading', file: file.name, unit: 'bytes', done: before + done, total });
      await reader.take(file, content, { signal, onBytes });
      before += content.byteLength;
    }
    return reader.splits();
  } catch (thrown) {
    signal?.throwIfAborted();
    // A damaged copy is fetched again. So is one that storage cannot read: the data matters more, and keeping it again
    // will report the storage's fault.
    if (thrown instanceof EngineFailure || thrown instanceof DOMException) return undefined;
    throw thrown;
  }
}
