import path from 'node:path';
import type { Mutant } from './mutants.ts';

export type Status =
  /** A test failed. */
  | 'caught'
  /** The tests took many times longer than without the mutant. */
  | 'timedOut'
  | 'survived'
  /** No test of the Node project executes the code. */
  | 'unreached'
  /** It survived the tests, but the compiler refuses it. */
  | 'refused';

export interface Judgement {
  readonly mutant: Mutant;
  readonly status: Status;
  readonly elapsedMs: number;
  /** The test that failed first. */
  readonly by?: string;
  /** Test files that reach the mutant but were too slow to run. */
  readonly leftOut?: number;
}

export type Score = Readonly<Record<Status | 'mutants', number>> & {
  /** Of the mutants that the compiler accepts, the part that the tests noticed. */
  readonly noticed: number;
};

/** By folder, and of all. */
export function scoresOf(judgements: readonly Judgement[]): Readonly<Record<string, Score>> {
  const folders = [...new Set(judgements.map(folderOf))].toSorted();
  return Object.fromEntries([
    ...folders.map((folder) => [folder, scoreOf(judgements.filter((one) => folderOf(one) === folder))]),
    ['all', scoreOf(judgements)],
  ]);
}

function folderOf({ mutant }: Judgement): string {
  return path.posix.dirname(mutant.file);
}

function scoreOf(judgements: readonly Judgement[]): Score {
  const count = (status: Status) => judgements.filter((one) => one.status === status).length;
  const [caught, timedOut, refused] = [count('caught'), count('timedOut'), count('refused')];
  const counts = { caught, timedOut, survived: count('survived'), unreached: count('unreached'), refused };
  const mutants = judgements.length;
  const noticed = (caught + timedOut) / (mutants - refused);
  return { mutants, ...counts, noticed: Math.round(noticed * 1000) / 1000 };
}
