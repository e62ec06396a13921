import { EngineFailure } from '#engine/engine-failure.ts';

/** A tab that was reloaded or closed lets go of its runs a moment later. */
const WAIT_MS = 3000;

const PREFIX = 'run-owner/';

/** Undefined in a browser without Web Locks, which cannot keep its tabs apart. */
const lockManager = (): LockManager | undefined => globalThis.navigator?.locks;

/**
 * Makes this tab the one that trains a run, until what it returns is called.
 * @throws EngineFailure 'runElsewhere' while another tab has it.
 */
export async function ownRun(id: string): Promise<() => void> {
  const locks = lockManager();
  if (locks === undefined) return () => undefined;
  return new Promise((resolve, reject) => {
    const held = () =>
      new Promise<void>((release) => {
        resolve(release);
      });
    locks.request(PREFIX + id, { signal: AbortSignal.timeout(WAIT_MS) }, held).catch(() => {
      reject(new EngineFailure('runElsewhere'));
    });
  });
}

/** Settles with true once no tab has the run any more, with false when it is aborted before. */
export async function runFreed(id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await lockManager()?.request(PREFIX + id, { signal }, () => undefined);
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}

/** The runs that some tab trains now. */
export async function ownedRuns(): Promise<ReadonlySet<string>> {
  const names = (await lockManager()?.query())?.held?.flatMap(({ name }) => name ?? []) ?? [];
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
}
