import type { Anchor, Mutant } from './mutants.ts';

/**
 * Makes a source tell when its anchors are executed, all on their own lines, and numbers these from `first` on.
 *
 * @returns the changed source, and the number of each mutant's anchor
 */
export function instrumented(source: string, mutants: readonly Mutant[], first: number) {
  const numbers = new Map<string, number>();
  const insertions: { readonly at: number; readonly code: string }[] = [];
  const numberOf = ({ start, end, isExpression }: Anchor) => {
    const key = `${start}-${end}-${isExpression}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = first + numbers.size;
      numbers.set(key, number);
      const call = `globalThis.reachedAnchor?.(${number})`;
      if (isExpression) insertions.push({ at: start, code: `(${call},(` }, { at: end, code: '))' });
      else insertions.push({ at: start, code: `${call};` });
    }
    return number;
  };
  const anchors = new Map(mutants.map((mutant) => [mutant, numberOf(mutant.anchor)]));
  let code = source;
  for (const insertion of insertions.toSorted((left, right) => right.at - left.at))
    code = code.slice(0, insertion.at) + insertion.code + code.slice(insertion.at);
  return { code, anchors };
}
