import type { Checkpoint } from './checkpoint.ts';
import type { RunRecord } from './run-store.ts';

/** A run as it is to be written down. */
export interface Snapshot {
  readonly record: RunRecord;
  /** Of the same step; without one, the record goes with the checkpoint that was written last. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Whether its weights are the best so far. */
  readonly isBest: boolean;
}

/**
 * What is still to be written, in order, when one more comes: of what follows on each other only the last, and the
 * best weights whatever comes after them.
 */
export function withSnapshot(waiting: readonly Snapshot[], next: Snapshot): readonly Snapshot[] {
  const last = waiting.at(-1);
  if (last === undefined) return [next];
  if (next.checkpoint === undefined) return [...waiting.slice(0, -1), { ...last, record: next.record }];
  return [...(next.isBest ? [] : waiting.filter(({ isBest }) => isBest)), next];
}
