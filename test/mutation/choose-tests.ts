import type { Choice, MeasuredFile } from './test-runner.ts';

export interface Chosen {
  readonly choices: readonly Choice[];
  readonly elapsedMs: number;
  /** Test files that reach the anchor and did not fit the budget. */
  readonly leftOut: number;
}

/** The tests that reach an anchor, the quickest files first, as many as the budget allows but at least one. */
export function testsThatReach(anchor: number, files: readonly MeasuredFile[], budgetMs: number): Chosen {
  const reaching = files
    .map(({ moduleId, startMs, reached, tests }) => {
      const chosen = reached.has(anchor) ? tests : tests.filter((test) => test.reached.has(anchor));
      const elapsedMs = chosen.reduce((sum, test) => sum + test.elapsedMs, startMs);
      return { choice: { moduleId, testIds: chosen.map(({ id }) => id) }, elapsedMs };
    })
    .filter(({ choice }) => choice.testIds.length > 0)
    .toSorted((left, right) => left.elapsedMs - right.elapsedMs);
  let elapsedMs = 0;
  const choices: Choice[] = [];
  for (const file of reaching) {
    if (choices.length > 0 && elapsedMs + file.elapsedMs > budgetMs) break;
    elapsedMs += file.elapsedMs;
    choices.push(file.choice);
  }
  return { choices, elapsedMs, leftOut: reaching.length - choices.length };
}
