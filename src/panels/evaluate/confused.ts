/** confusion[trueClass][predictedClass], counts. */
export type Counts = readonly (readonly number[])[];

export interface ConfusedPair {
  readonly trueClass: number;
  readonly predictedClass: number;
  readonly count: number;
}

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** The pairs of classes that are taken for each other most often, the worst first; at most `most`. */
export function mostConfused(confusion: Counts, most: number): readonly ConfusedPair[] {
  const pairs: ConfusedPair[] = [];
  let least = 0;
  confusion.forEach((row, trueClass) => {
    row.forEach((count, predictedClass) => {
      if (count <= least || trueClass === predictedClass) return;
      pairs.push({ trueClass, predictedClass, count });
      if (pairs.length < 2 * most) return;
      shorten(pairs, most);
      least = pairs.at(-1)?.count ?? 0;
    });
  });
  shorten(pairs, most);
  return pairs;
}

function shorten(pairs: ConfusedPair[], most: number): void {
  pairs.sort((a, b) => b.count - a.count);
  pairs.splice(most);
}

/** The class that a net calls every image by; undefined where it tells some apart. */
export function onlyAnswer(confusion: Counts): number | undefined {
  const answers = new Set<number>();
  for (const row of confusion) {
    for (const [predictedClass, count] of row.entries()) if (count > 0) answers.add(predictedClass);
    if (answers.size > 1) return undefined;
  }
  const [answer] = answers;
  return answer;
}
