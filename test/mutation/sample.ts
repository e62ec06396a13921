import { createHash } from 'node:crypto';
import type { Mutant } from './mutants.ts';

/**
 * `size` of the mutants, drawn by the seed. Each mutant's draw depends on itself alone, so a change of one file leaves
 * the choice among the others nearly as it was.
 */
export function sampleOf(mutants: readonly Mutant[], size: number, seed: number): readonly Mutant[] {
  const drawn = new Map(mutants.map((mutant) => [mutant, draw(mutant, seed)]));
  return mutants.toSorted((left, right) => (drawn.get(left)! < drawn.get(right)! ? -1 : 1)).slice(0, size);
}

function draw({ file, text, change, occurrence }: Mutant, seed: number): string {
  return createHash('sha256')
    .update(JSON.stringify([seed, file, text, change, occurrence]))
    .digest('hex');
}
