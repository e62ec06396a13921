import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { isGzip } from './byte-stream.ts';
import { DownloadError, type DownloadProblem, download } from './download.ts';
import { checkLabels, type IdxImages, type IdxLabels, readIdx } from './idx.ts';
import { MNIST_SIDE, type MnistServer, type PublishedFile } from './mnist-catalog.ts';
import type { LoadingOptions } from './mnist-files.ts';
import { sha256 } from './sha256.ts';

export interface DownloadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly idx: IdxImages | IdxLabels;
  readonly origin: MnistServer['origin'];
}

export interface MnistDownloadOptions extends LoadingOptions {
  readonly fetch: typeof fetch;
  readonly files: readonly PublishedFile[];
  readonly servers: readonly MnistServer[];
  readonly retryAfterMs: readonly number[];
}

type Problem =
  | DownloadProblem
  /** The server answers, but with something else, such as the page that single-page apps give for any address. */
  | { readonly reason: 'absent' }
  | { readonly reason: 'corrupt'; readonly expected: string | number; readonly found: string | number };

interface Attempt {
  readonly server: MnistServer;
  readonly url: string;
  readonly problem: Problem;
}

/**
 * Fetches the files, each from the first server that has it whole; a server that failed is not asked again.
 * @throws EngineFailure 'offline' when no mirror could be reached, 'downloadCorrupt' or 'downloadFailed' otherwise;
 * the signal's reason when aborted.
 */
export async function downloadMnist(options: MnistDownloadOptions): Promise<Map<string, DownloadedFile>> {
  const downloaded = new Map<string, DownloadedFile>();
  const attempts: Attempt[] = [];
  const progress = new TotalProgress(options);
  let servers = options.servers;
  for (const file of options.files) {
    for (;;) {
      const server = servers[0];
      if (!server) throw downloadFailure(file, attempts);
      const fetched = await fetchFile(file, server, progress, options);
      if ('idx' in fetched) {
        downloaded.set(file.name, fetched);
        break;
      }
      attempts.push({ server, url: server.url + file.name, problem: fetched });
      servers = servers.slice(1);
    }
  }
  return downloaded;
}

async function fetchFile(
  file: PublishedFile,
  server: MnistServer,
  progress: TotalProgress,
  { fetch, signal, retryAfterMs }: MnistDownloadOptions,
): Promise<DownloadedFile | Problem> {
  // A server of our own may hold the files compressed again, or not at all.
  const mostBytes = server.origin === 'mirror' ? file.bytes : contentBytes(file) + 64 * 1024;
  const onBytes = (done: number, total: number) => progress.report(file, done, total);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await download(server.url + file.name, { fetch, signal, mostBytes, retryAfterMs, onBytes });
  } catch (thrown) {
    if (thrown instanceof DownloadError) return thrown.problem;
    throw thrown;
  }
  if (!isGzip(bytes) && !startsLikeIdx(bytes)) return { reason: 'absent' };
  if (server.origin === 'mirror') {
    if (bytes.length !== file.bytes) return { reason: 'corrupt', expected: file.bytes, found: bytes.length };
    const digest = await sha256(bytes);
    if (digest !== undefined && digest !== file.sha256) {
      return { reason: 'corrupt', expected: file.sha256, found: digest };
    }
  }
  try {
    const idx = await readIdx({ name: file.name, data: bytes }, { signal });
    checkPublished(file, idx);
    return { bytes, idx, origin: server.origin };
  } catch (thrown) {
    if (!(thrown instanceof EngineFailure)) throw thrown;
    const { code, details } = toEngineError(thrown);
    return { reason: 'corrupt', expected: details['expected'] ?? '', found: details['found'] ?? code };
  }
}

/** @throws EngineFailure when the file is not the one that its name says. */
export function checkPublished(file: PublishedFile, idx: IdxImages | IdxLabels): void {
  const expected = file.kind === 'images' ? `${file.count} x ${MNIST_SIDE} x ${MNIST_SIDE}` : `${file.count}`;
  const found = idx.kind === 'images' ? `${idx.count} x ${idx.height} x ${idx.width}` : `${idx.count}`;
  if (idx.kind !== file.kind || found !== expected) {
    throw new EngineFailure('fileCountsDisagree', { file: file.name, expected, found });
  }
  if (idx.kind === 'labels') checkLabels(file.name, idx.labels, 10);
}

function startsLikeIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8;
}

function contentBytes({ kind, count }: PublishedFile): number {
  return kind === 'images' ? 16 + count * MNIST_SIDE * MNIST_SIDE : 8 + count;
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
  readonly #options: MnistDownloadOptions;
  readonly #done = new Map<string, number>();
  readonly #totals: Map<string, number>;

  constructor(options: MnistDownloadOptions) {
    this.#options = options;
    this.#totals = new Map(options.files.map(({ name, bytes }) => [name, bytes]));
  }

  report({ name, bytes }: PublishedFile, done: number, total: number): void {
    this.#done.set(name, done);
    this.#totals.set(name, Math.max(total || bytes, done));
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
