import { AnswerSheet, logSoftmax } from '#engine/evaluation/answer-sheet.ts';

/** The sheet of a net that gives these logits for images 0, 1, 2 ... */
export function sheetOf(logits: readonly (readonly number[])[], labels: readonly number[]): AnswerSheet {
  const classes = logits[0]!.length;
  const sheet = new AnswerSheet(labels.length, classes);
  const row = new Float64Array(classes);
  labels.forEach((label, index) => {
    logSoftmax(Float32Array.from(logits[index]!), row);
    sheet.add(index, label, row);
  });
  return sheet;
}
