import type { PublishedFile } from '#datasets/dataset.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { sha256 } from '#engine/sha256.ts';
import type { FileBytes } from '#engine/storage/folder-store.ts';
import { DownloadError, type DownloadProblem, download } from './download.ts';
import type { LoadingOptions } from './loading.ts';
import type { PublishedReader } from './readers/published-reader.ts';
import type { DatasetServer } from './servers.ts';

export interface DownloadedFiles {
  readonly bytes: FileBytes;
  /** 'mirror' as soon as one file came from there. */
  readonly origin: DatasetServer['origin'];
}

export interface DownloadFilesOptions extends LoadingOptions {
  readonly fetch: typeof fetch;
  readonly files: readonly PublishedFile[];
  readonly servers: readonly DatasetServer[];
  /** Takes each file as soon as it is there. */
  readonly reader: PublishedReader;
  readonly retryAfterMs: readonly number[];
}

type Problem =
  | DownloadProblem
  /** The server answers, but with something else, such as the page that single-page apps give for any address. */
  | { readonly reason: 'absent' }
  | { readonly reason: 'corrupt'; readonly expected: string | number; readonly found: string | number };

interface Attempt {
  readonly server: DatasetServer;
  readonly url: string;
  readonly problem: Problem;
}

/**
 * Fetches the files, each from the first server that has it whole; a server that failed is not asked again.
 * @throws EngineFailure 'offline' when no mirror could be reached, 'downloadCorrupt' or 'downloadFailed' otherwise;
 * the signal's reason when aborted.
 */
export async function downloadFiles(options: DownloadFilesOptions): Promise<DownloadedFiles> {
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  let origin: DatasetServer['origin'] = 'server';
  const attempts: Attempt[] = [];
  const progress = new TotalProgress(options);
  let servers = options.servers;
  for (const file of options.files) {
    for (;;) {
      const server = servers[0];
      if (!server) throw downloadFailure(file, attempts);
      const fetched = await fetchFile(file, server, progress, options);
      if (fetched instanceof Uint8Array) {
        bytes.set(file.name, fetched);
        if (server.origin === 'mirror') origin = 'mirror';
        break;
      }
      attempts.push({ server, url: server.url + file.name, problem: fetched });
      servers = servers.slice(1);
    }
  }
  return { bytes, origin };
}

async function fetchFile(
  file: PublishedFile,
  server: DatasetServer,
  progress: TotalProgress,
  { fetch, signal, retryAfterMs, reader }: DownloadFilesOptions,
): Promise<Uint8Array<ArrayBuffer> | Problem> {
  const mostBytes = server.origin === 'mirror' ? file.sizeBytes : reader.mostBytes(file);
  const onBytes = (done: number, total: number) => progress.report(file, done, total);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await download(server.url + file.name, { fetch, signal, mostBytes, retryAfterMs, onBytes });
  } catch (thrown) {
    if (thrown instanceof DownloadError) return thrown.problem;
    throw thrown;
  }
  if (!reader.resembles(bytes)) return { reason: 'absent' };
  if (server.origin === 'mirror') {
    if (bytes.length !== file.sizeBytes) {
      return { reason: 'corrupt', expected: file.sizeBytes, found: bytes.length };
    }
    const digest = await sha256(bytes);
    if (digest !== file.sha256) return { reason: 'corrupt', expected: file.sha256, found: digest };
  }
  try {
    await reader.take(file, bytes, { signal });
    return bytes;
  } catch (thrown) {
    if (!(thrown instanceof EngineFailure)) throw thrown;
    const { code, details } = toEngineError(thrown);
    return { reason: 'corrupt', expected: details['expected'] ?? '', found: details['found'] ?? code };
  }
}

function downloadFailure({ name }: PublishedFile, attempts: readonly Attempt[]): EngineFailure {
  const mirrors = attempts.filter(({ server }) => server.origin === 'mirror');
  const asked = mirrors.length > 0 ? mirrors : attempts;
  const last = attempts.at(-1);
  const corrupt = attempts.find(
    ({ problem }) => problem.reason === 'corrupt' || problem.reason === 'tooLong',
  );
  if (corrupt) {
    const { url, problem } = corrupt;
    const expected = problem.reason === 'corrupt' ? problem.expected : '';
    const found = problem.reason === 'corrupt' || problem.reason === 'tooLong' ? problem.found : '';
    return new EngineFailure('downloadCorrupt', { file: name, url, expected, found });
  }
  if (asked.every(({ problem }) => problem.reason === 'network')) {
    return new EngineFailure('offline', { file: name, url: last?.url ?? '' });
  }
  const answered = attempts.findLast(({ problem }) => problem.reason === 'status') ?? last;
  const status = answered?.problem.reason === 'status' ? answered.problem.status : 0;
  return new EngineFailure('downloadFailed', { file: name, url: answered?.url ?? '', status });
}

/** Bytes over all files; what a server says of a file's length replaces the published one. */
class TotalProgress {
  readonly #options: DownloadFilesOptions;
  readonly #done = new Map<string, number>();
  readonly #totals: Map<string, number>;

  constructor(options: DownloadFilesOptions) {
    this.#options = options;
    this.#totals = new Map(options.files.map(({ name, sizeBytes }) => [name, sizeBytes]));
  }

  report({ name, sizeBytes }: PublishedFile, done: number, total: number): void {
    this.#done.set(name, done);
    this.#totals.set(name, Math.max(total || sizeBytes, done));
    const sum = (of: Map<string, number>) => [...of.values()].reduce((before, value) => before + value, 0);
    this.#options.onProgress?.({
      phase: 'downloading',
      file: name,
      unit: 'bytes',
      done: sum(this.#done),
      total: sum(this.#totals),
    });
  }
}
