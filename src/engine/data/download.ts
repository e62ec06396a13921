/** Why a file could not be fetched from one address. */
export type DownloadProblem =
  /** No answer, or one that broke off or stalled. */
  | { readonly reason: 'network'; readonly message: string }
  | { readonly reason: 'status'; readonly status: number }
  /** More bytes than the file can have. */
  | { readonly reason: 'tooLong'; readonly found: number };

export class DownloadError extends Error {
  readonly problem: DownloadProblem;

  constructor(problem: DownloadProblem) {
    super(JSON.stringify(problem));
    this.name = 'DownloadError';
    this.problem = problem;
  }
}

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Reading stops at the first byte beyond. */
  readonly mostBytes: number;
  /** Bytes so far, and how many there will be (0 while unknown). Starts again from 0 with each retry. */
  readonly onBytes?: ((done: number, total: number) => void) | undefined;
  /** Waits before each further try, in ms. */
  readonly retryAfterMs: readonly number[];
}

/** Without a byte for so long, an answer counts as broken off. */
const STALL_MS = 20_000;

/**
 * Fetches a file, trying again after a network error, 429 or 5xx.
 * @throws DownloadError; the signal's reason when aborted.
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  for (let retries = 0; ; retries++) {
    try {
      return await downloadOnce(url, options);
    } catch (thrown) {
      options.signal?.throwIfAborted();
      const wait = options.retryAfterMs[retries];
      if (wait === undefined || !(thrown instanceof DownloadError) || !mayPass(thrown.problem)) throw thrown;
      await pause(wait, options.signal);
    }
  }
}

function mayPass(problem: DownloadProblem): boolean {
  if (problem.reason === 'network') return true;
  return problem.reason === 'status' && (problem.status >= 500 || problem.status === 429);
}

async function downloadOnce(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const stall = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  let watchdog = setTimeout(() => stall.abort(), STALL_MS);
  const onLife = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => stall.abort(), STALL_MS);
  };
  try {
    const response = await options.fetch(url, { signal });
    onLife();
    if (!response.ok) {
      await response.body?.cancel();
      throw new DownloadError({ reason: 'status', status: response.status });
    }
    return await readBody(response, options, onLife);
  } catch (thrown) {
    options.signal?.throwIfAborted();
    if (thrown instanceof DownloadError) throw thrown;
    throw new DownloadError({
      reason: 'network',
      message: thrown instanceof Error ? thrown.message : String(thrown),
    });
  } finally {
    clearTimeout(watchdog);
  }
}

async function readBody(
  response: Response,
  { mostBytes, onBytes }: DownloadOptions,
  onLife: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  // With a content encoding the length is that of the encoded bytes, which the page does not see.
  const encoded = response.headers.has('content-encoding');
  const total = encoded ? 0 : Number(response.headers.get('content-length') ?? 0);
  if (total > mostBytes) {
    await response.body?.cancel();
    throw new DownloadError({ reason: 'tooLong', found: total });
  }
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let done = 0;
  for (;;) {
    const piece = await reader.read();
    if (piece.done) break;
    onLife();
    done += piece.value.byteLength;
    if (done > mostBytes) {
      await reader.cancel();
      throw new DownloadError({ reason: 'tooLong', found: done });
    }
    pieces.push(piece.value);
    onBytes?.(done, total);
  }
  return joined(pieces, done);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
