import { EngineFailure } from '#engine/engine-failure.ts';

/** A tab that was reloaded or closed lets go of its runs a moment later. */
const WAIT_MS = 3000;

const PREFIX = 'run-owner/';

/**
 * Makes this tab the one that trains a run, until what it returns is called. A browser without Web Locks cannot keep
 * its tabs apart.
 * @throws EngineFailure 'runElsewhere' while another tab has it.
 */
export async function ownRun(id: string): Promise<() => void> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
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

/** The runs that some tab trains now. */
export async function ownedRuns(): Promise<ReadonlySet<string>> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  const names = (await locks?.query())?.held?.flatMap(({ name }) => name ?? []) ?? [];
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
}
