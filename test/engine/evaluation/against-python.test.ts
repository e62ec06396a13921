import { describe, expect, it } from 'vitest';
import { calibrationOf } from '#store/measures/calibration.ts';
import { confusionOf } from '#store/measures/confusion.ts';
import { errorInterval, wilsonInterval } from '#store/measures/interval.ts';
import { mcNemar } from '#store/measures/mcnemar.ts';
import { placesOf } from '#store/measures/mistakes.ts';
import { pairOf } from '#store/measures/pair.ts';
import { classScores, meanOverClasses } from '#store/measures/per-class.ts';
import reference from '#test/reference/evaluation.json' with { type: 'json' };
import { sheetOf } from './answer-sheet.ts';

const { labels, nets, expected } = reference;
const images = labels.length;

/** Probabilities are kept in single precision. */
const SINGLE = 6;

describe.each([0, 1])('of the logits of net %i, as an independent program has it', (net) => {
  const sheet = sheetOf(nets[net]!, labels);
  const { answers } = sheet;
  const python = expected[net]!;
  const confusion = confusionOf(answers);

  it('are the loss and the errors', () => {
    expect(sheet.loss / images).toBeCloseTo(python.loss, SINGLE);
    expect(sheet.top1Misses / images).toBeCloseTo(python.top1Error, 12);
    expect(sheet.top5Misses / images).toBeCloseTo(python.top5Error, 12);
    const { low, high } = errorInterval(python.top1Error, images);
    expect([low, high]).toEqual(python.top1Interval.map((end) => expect.closeTo(end, 12)));
  });

  it('are the confusion matrix and the errors of each class', () => {
    const { classes, counts } = confusion;
    const rows = python.confusion.map((_, row) => [...counts.subarray(row * classes, (row + 1) * classes)]);
    expect(rows).toEqual(python.confusion);
    const scores = classScores(answers, confusion);
    expect(meanOverClasses(scores, 'top1Error')).toBeCloseTo(python.meanClassError, 12);
    expect(scores.map(({ interval: { low, high } }) => [low, high])).toEqual(
      python.classIntervals.map((ends) => ends.map((end) => expect.closeTo(end, 12))),
    );
  });

  it('are the calibration error and the most confident mistakes', () => {
    expect(calibrationOf(answers).expectedError).toBeCloseTo(python.expectedCalibrationError, SINGLE);
    expect(placesOf(answers, {}).slice(0, 10)).toEqual(python.worst);
  });
});

describe('as an independent program has it', () => {
  it("is McNemar's test of the two nets", () => {
    const [first, second] = nets.map((logits) => sheetOf(logits, labels).answers);
    const { test, groups, images: paired } = pairOf(first!, second!);
    const { onlyFirst, onlySecond, p } = reference.mcnemar;
    expect(paired).toBe(images);
    expect(test).toMatchObject({ onlyFirstRight: onlyFirst, onlySecondRight: onlySecond });
    expect(test.pValue).toBeCloseTo(p, 10);
    expect(groups.bothRight.length + groups.bothWrong.length + onlyFirst + onlySecond).toBe(images);
  });

  it.each([...reference.exact, ...reference.approximate])(
    "is McNemar's p for $onlyFirst and $onlySecond images",
    ({ onlyFirst, onlySecond, p }) => {
      const { pValue } = mcNemar(onlyFirst, onlySecond);
      expect(Math.abs(pValue - p)).toBeLessThan(1e-6 * p + 1e-15);
    },
  );

  it.each(reference.intervals)('is the interval of %i in %i', (count, total, low, high) => {
    const interval = wilsonInterval(count!, total!);
    expect(interval.low).toBeCloseTo(low!, 12);
    expect(interval.high).toBeCloseTo(high!, 12);
  });
});
