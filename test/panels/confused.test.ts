import { describe, expect, it } from 'vitest';
import { mostConfused, onlyAnswer } from '#panels/evaluate/confused.ts';

describe('the most confused classes', () => {
  it('are the largest counts beside the diagonal, the worst first', () => {
    const confusion = [
      [90, 4, 0],
      [9, 80, 1],
      [0, 0, 70],
    ];
    expect(mostConfused(confusion, 2)).toEqual([
      { trueClass: 1, predictedClass: 0, count: 9 },
      { trueClass: 0, predictedClass: 1, count: 4 },
    ]);
    expect(mostConfused(confusion, 20)).toHaveLength(3);
  });

  it('are found among many cells as by sorting them all', () => {
    const confusion = Array.from({ length: 300 }, (_, row) =>
      Array.from({ length: 300 }, (_column, column) => (row * 7919 + column * 104_729) % 9973),
    );
    const counts = confusion.flatMap((row, i) => row.filter((_, j) => i !== j)).sort((a, b) => b - a);
    expect(mostConfused(confusion, 20).map(({ count }) => count)).toEqual(counts.slice(0, 20));
  });
});

it('the only answer of a net is one that it gives to every image', () => {
  expect(
    onlyAnswer([
      [0, 5, 0],
      [0, 5, 0],
    ]),
  ).toBe(1);
  expect(
    onlyAnswer([
      [0, 5, 0],
      [1, 4, 0],
    ]),
  ).toBeUndefined();
});
