import { expect, it } from 'vitest';
import { analyse } from '#models/analysis.ts';
import { architectures, buildGraph } from '#models/registry.ts';

const LIMIT_MS = 10;

/** The shortest of up to 20 turns, stopping at the first within the limit: other tests run beside this one. */
function shortestMs(work: () => void): number {
  let shortest = Infinity;
  for (let turn = 0; turn < 20 && shortest > LIMIT_MS; turn++) {
    const startedAt = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - startedAt);
  }
  return shortest;
}

it.each(architectures.map(({ id }) => id))(
  `the graph and the layer table of %s as published take at most ${LIMIT_MS} ms`,
  (id) => {
    expect(shortestMs(() => analyse(buildGraph(id)))).toBeLessThanOrEqual(LIMIT_MS);
  },
);
