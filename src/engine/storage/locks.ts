import { EngineFailure } from '#engine/engine-failure.ts';

export interface LockOptions {
  /** Ends the wait; work that has begun goes on. */
  readonly signal?: AbortSignal | undefined;
  /** How long another tab may keep us waiting. */
  readonly waitMs: number;
}

/**
 * Does `work` while no other tab or worker of this browser holds the name, or only such as read ('shared').
 *
 * A browser without Web Locks (Safari before 15.4) cannot keep its tabs apart: there, work on one name waits for
 * its turn within this worker only.
 * @throws EngineFailure 'storageBusy' when it took too long; the signal's reason when aborted; what `work` throws.
 */
export async function withLock<T>(
  name: string,
  mode: LockMode,
  { signal, waitMs }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  if (!locks) return inTurn(name, signal, work);
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(new EngineFailure('storageBusy', { file: name })), waitMs);
  const either = signal ? AbortSignal.any([signal, tooLong.signal]) : tooLong.signal;
  try {
    return await locks.request(name, { mode, signal: either }, () => {
      clearTimeout(timer);
      return work();
    });
  } finally {
    clearTimeout(timer);
  }
}

const last = new Map<string, Promise<void>>();

function inTurn<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const result = (last.get(name) ?? Promise.resolve()).then(() => {
    signal?.throwIfAborted();
    return work();
  });
  const ended = result.then(
    () => undefined,
    () => undefined,
  );
  last.set(name, ended);
  return result;
}
