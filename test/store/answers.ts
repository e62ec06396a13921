import { type Answers, TOP_CLASSES } from '#protocol/evaluation.ts';

/**
 * Answers with this confusion matrix: counts[trueClass][predictedClass]. Images that `images` has beyond a row's
 * counts have no answer. A best answer has 0.5 to 0.9, the later images the more; the rest is shared.
 */
export function answersOf(counts: readonly (readonly number[])[], images?: readonly number[]): Answers {
  const classes = counts.length;
  const best = Math.min(TOP_CLASSES, classes);
  const cells = counts.flatMap((row, trueClass) => {
    const answered = row.flatMap((count, answer) => Array<number>(count).fill(answer));
    const silent = Array<undefined>((images?.[trueClass] ?? answered.length) - answered.length).fill(
      undefined,
    );
    return [...answered, ...silent].map((answer) => ({ trueClass, answer }));
  });
  const probability = (place: number) => 0.5 + (0.4 * place) / cells.length;
  const others = (answer: number) => Array.from({ length: best }, (_, i) => (answer + i) % classes);
  return {
    classes,
    best,
    indices: Uint32Array.from(cells, (_, place) => place),
    labels: Uint16Array.from(cells, ({ trueClass }) => trueClass),
    bestClasses: Uint16Array.from(cells.flatMap(({ answer = 0 }) => others(answer))),
    bestProbabilities: Float32Array.from(
      cells.flatMap(({ answer }, place) =>
        others(answer ?? 0).map((_, i) =>
          answer === undefined ? Number.NaN : i === 0 ? probability(place) : (1 - probability(place)) / best,
        ),
      ),
    ),
    trueProbabilities: Float32Array.from(cells, ({ trueClass, answer }, place) =>
      answer === undefined ? Number.NaN : answer === trueClass ? probability(place) : 0.01,
    ),
  };
}
