import { describe, expect, it } from 'vitest';
import { decodeAnswers, encodeAnswers } from '#engine/runs/answers-format.ts';
import { answeredImage } from '#store/measures/mistakes.ts';
import { sheetOf } from './answer-sheet.ts';

const NAN = Number.NaN;
/** Two images of seven classes, one that the net gives no number for. */
const LOGITS = [
  [0, 5, 4, 4, 1, 2, 3],
  [1, 1, 1, NAN, 1, 1, 1],
];

describe('a sheet of answers', () => {
  it('has the five most probable classes of each image, equal ones in their own order', () => {
    const { answers, top1Misses, top5Misses } = sheetOf(LOGITS, [4, 0]);
    const image = answeredImage(answers, 0);
    expect(image.best.map(({ answer }) => answer)).toEqual([1, 2, 3, 6, 5]);
    const total = LOGITS[0]!.reduce((sum, logit) => sum + Math.exp(logit), 0);
    expect(image.best[0]!.probability).toBeCloseTo(Math.exp(5) / total, 6);
    expect(image.trueProbability).toBeCloseTo(Math.exp(1) / total, 6);
    // A 4 is the sixth most probable.
    expect([top1Misses, top5Misses]).toEqual([2, 2]);
  });

  it('counts the true class among five that are equally probable', () => {
    const equal = [[0, 0, 0, 0, 0, 0, 0]];
    expect(sheetOf(equal, [4]).top5Misses).toBe(0);
    expect(sheetOf(equal, [5]).top5Misses).toBe(1);
  });

  it('has as many answers as there are classes where there are fewer than five', () => {
    const { answers, top5Misses } = sheetOf([[2, 1, 3]], [1]);
    expect(answeredImage(answers, 0).best.map(({ answer }) => answer)).toEqual([2, 0, 1]);
    expect(top5Misses).toBe(0);
  });

  it('has no answer where the net gives no number', () => {
    const { answers } = sheetOf(LOGITS, [4, 0]);
    expect(answeredImage(answers, 1)).toEqual({
      index: 1,
      trueClass: 0,
      trueProbability: NAN,
      best: [],
    });
  });
});

describe('a file of answers', () => {
  const bytes = encodeAnswers(sheetOf(LOGITS, [4, 0]).answers);

  it('gives the same answers again, at forty bytes an image', () => {
    expect(decodeAnswers(bytes, 'a')).toEqual(sheetOf(LOGITS, [4, 0]).answers);
    expect(bytes.length).toBe(24 + 2 * 40);
  });

  it.each([
    ['cut short', bytes.slice(0, -1), 'fileTruncated'],
    ['with no head', bytes.slice(0, 10), 'fileTruncated'],
    ['with more behind', Uint8Array.of(...bytes, 0), 'fileTrailingBytes'],
    ['of another kind', changed(0, 65), 'fileWrongMagic'],
    ['of a later version', changed(8, 9), 'fileTooNew'],
    ['of no class', changed(16, 0), 'fileUnreadable'],
    ['of more images than it holds', changed(15, 255), 'fileTruncated'],
    ['with a label of no class', changed(24 + 2 * 28, 7), 'fileLabelOutOfRange'],
  ])('%s is refused', (_, damaged, code) => {
    expect(() => decodeAnswers(damaged, 'a')).toThrow(
      expect.objectContaining({ value: expect.objectContaining({ code }) }),
    );
  });

  function changed(at: number, value: number): Uint8Array<ArrayBuffer> {
    const copy = bytes.slice();
    copy[at] = value;
    return copy;
  }
});
