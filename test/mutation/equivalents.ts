import type { Mutant } from './mutants.ts';

/** Mutants that no test can tell from the original, because what they do is the same. */
export interface Equivalent {
  readonly file: string;
  /** The whole line, so that the entry survives a move of the line. */
  readonly text: string;
  readonly change: string;
  readonly reason: string;
}

/**
 * The mutants without the equivalent ones.
 *
 * @throws when an entry for one of the files fits no mutant any more
 */
export function withoutEquivalents(
  mutants: readonly Mutant[],
  equivalents: readonly Equivalent[],
): readonly Mutant[] {
  const fits = (one: Equivalent) => (mutant: Mutant) =>
    one.file === mutant.file && one.text === mutant.text && one.change === mutant.change;
  const stale = equivalents.find((one) => !mutants.some(fits(one)));
  if (stale) throw new Error(`This equivalent fits no mutant, remove it: ${stale.file}: ${stale.change}`);
  return mutants.filter((mutant) => !equivalents.some((one) => fits(one)(mutant)));
}
