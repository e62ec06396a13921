import type { ThreadPool } from './threads.ts';
import { type CompiledFunction, LostThread, mostParts } from './threads-work.ts';

/** Work of less is done before other threads have woken. */
const defaultSmallestMs = 0.1;
/** More than one: when other programs hold up a thread, the others take its parts. */
const partsPerThread = 2;
const mostThreads = mostParts / partsPerThread;

/** Work that is a number of independent items: rows, images, blocks. */
export interface SharedWork {
  readonly items: number;
  /** Roughly how long all of it takes on one thread: little work is not worth waking others. */
  readonly estimatedMs: number;
  /** Scratch that each thread needs while it runs a part; its place is the compiled function's last argument. */
  readonly scratchBytes?: number;
}

/** How the compiled functions' work is shared; `Name` are their names. */
export interface WorkSharing<Name extends string> {
  /**
   * Calls a compiled function for ranges of items that together are all of them, on all threads where that
   * is worth while, else once for everything. Where the ranges are cut depends on the number of threads:
   * what is computed for an item must not depend on its range.
   */
  parallel(name: Name, work: SharedWork, argumentsOf: (first: number, end: number) => number[]): void;
  /** The same with a call for each item. */
  parallelEach(name: Name, work: SharedWork, argumentsOf: (item: number) => number[]): void;
  /** Threads at work, the calling one counted. */
  readonly threads: number;
  /**
   * Changes the number of threads; 1 where there can be no others (no shared memory, not in a worker).
   *
   * @param smallestSharedMs Work of less stays on one thread; 0 shares all.
   * @throws {Error} when others do not start; there is one thread then
   */
  setThreads(count: number, smallestSharedMs?: number): Promise<void>;
}

interface SharingOptions<Name extends string> {
  readonly functions: Readonly<Record<Name, CompiledFunction>>;
  /** Gives memory for all threads together. */
  readonly scratch: (sizeBytes: number) => number;
  /** Starts a pool of so many threads; null where there can be none. */
  readonly start: ((count: number) => Promise<ThreadPool>) | null;
}

/** @returns how work is shared, on one thread until told otherwise, and what ends all threads for good */
export function shareWork<Name extends string>({
  functions,
  scratch,
  start,
}: SharingOptions<Name>): { readonly sharing: WorkSharing<Name>; end(): void } {
  let pool: ThreadPool | undefined;
  let smallestSharedMs = defaultSmallestMs;
  let changing: Promise<void> = Promise.resolve();
  let ended = false;

  const stop = () => {
    pool?.dispose();
    pool = undefined;
  };

  const isShared = ({ items, estimatedMs }: SharedWork) =>
    pool !== undefined && items > 1 && estimatedMs >= smallestSharedMs;

  function call(name: Name, work: SharedWork, count: number, argumentsOf: (part: number) => number[]): void {
    const shared = isShared(work);
    const { scratchBytes = 0 } = work;
    // Not by bitwise operators, which end at 2 GiB: all threads together may need more.
    const step = 16 * Math.ceil(scratchBytes / 16);
    const others = shared ? pool!.count - 1 : 0;
    const start = scratchBytes > 0 ? scratch(others * step + scratchBytes) : 0;
    if (!shared) {
      for (let i = 0; i < count; i++) functions[name](...argumentsOf(i), start);
      return;
    }
    const parts = Array.from({ length: count }, (_, i) => argumentsOf(i));
    try {
      pool!.run(name, parts, { start, step });
    } catch (error) {
      if (error instanceof LostThread) stop();
      throw error;
    }
  }

  async function change(count: number): Promise<void> {
    const wanted = start === null || ended ? 1 : Math.min(count, mostThreads);
    if (wanted === (pool?.count ?? 1)) return;
    stop();
    if (wanted === 1) return;
    pool = await start!(wanted);
    if (ended) stop();
  }

  return {
    sharing: {
      parallel(name, work, argumentsOf) {
        const { items } = work;
        const count = isShared(work) ? Math.min(items, partsPerThread * pool!.count) : 1;
        const cut = (i: number) => Math.floor((i * items) / count);
        call(name, work, count, (i) => argumentsOf(cut(i), cut(i + 1)));
      },
      parallelEach(name, work, argumentsOf) {
        call(name, work, work.items, argumentsOf);
      },
      get threads() {
        return pool?.count ?? 1;
      },
      setThreads(count, smallestMs = defaultSmallestMs) {
        smallestSharedMs = smallestMs;
        // One change after the other, whether or not the one before succeeded.
        const changed = changing.then(() => change(count));
        changing = changed.catch(() => undefined);
        return changed;
      },
    },
    end() {
      ended = true;
      stop();
    },
  };
}
