import { describe, expect, it } from 'vitest';
import { confusedPairs, confusionOf, onlyAnswer, orderByConfusion } from '#store/measures/confusion.ts';
import { placesOf } from '#store/measures/mistakes.ts';
import { answersOf } from '../answers.ts';

describe('the confused pairs of classes', () => {
  it('are the counts beside the diagonal, the greatest first', () => {
    const answers = answersOf([
      [90, 4, 0],
      [9, 80, 1],
      [0, 0, 70],
    ]);
    expect(confusedPairs(confusionOf(answers))).toEqual([
      { trueClass: 1, predictedClass: 0, count: 9 },
      { trueClass: 0, predictedClass: 1, count: 4 },
      { trueClass: 1, predictedClass: 2, count: 1 },
    ]);
  });
});

it('the only answer of a net is one that it gives to every image', () => {
  expect(
    onlyAnswer(
      confusionOf(
        answersOf([
          [0, 5, 0],
          [0, 5, 0],
          [0, 0, 0],
        ]),
      ),
    ),
  ).toBe(1);
  expect(
    onlyAnswer(
      confusionOf(
        answersOf([
          [0, 5, 0],
          [1, 4, 0],
          [0, 0, 0],
        ]),
      ),
    ),
  ).toBeUndefined();
});

describe('the order by confusion', () => {
  it('puts classes beside each other that are taken for each other, and keeps every class', () => {
    // 0 with 3, 3 with 5 and 1 with 4 are confused; 2 never is.
    const counts = Array.from({ length: 6 }, (_, row) =>
      Array.from({ length: 6 }, (_column, column): number => (row === column ? 50 : 0)),
    );
    counts[0]![3] = 9;
    counts[5]![3] = 6;
    counts[4]![1] = 3;
    const order = orderByConfusion(confusionOf(answersOf(counts)));
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    const distance = (a: number, b: number) => Math.abs(order.indexOf(a) - order.indexOf(b));
    expect([distance(0, 3), distance(3, 5), distance(1, 4)]).toEqual([1, 1, 1]);
    expect(order.at(-1)).toBe(2);
  });

  it('of classes that are never confused is their own', () => {
    expect(
      orderByConfusion(
        confusionOf(
          answersOf([
            [5, 0],
            [0, 5],
          ]),
        ),
      ),
    ).toEqual([0, 1]);
  });
});

describe('the images of a cell', () => {
  const answers = answersOf([
    [3, 2, 0],
    [0, 4, 1],
    [0, 0, 5],
  ]);

  it('are all that it counts, and none else', () => {
    expect(placesOf(answers, { trueClass: 0, predictedClass: 1 })).toHaveLength(2);
    expect(placesOf(answers, { trueClass: 0, predictedClass: 0 })).toHaveLength(3);
    expect(placesOf(answers, { trueClass: 1 })).toHaveLength(1);
    expect(placesOf(answers, {})).toHaveLength(3);
  });

  it('begin with the most confident mistake', () => {
    const probabilities = placesOf(answers, {}).map(
      (place) => answers.bestProbabilities[place * answers.best]!,
    );
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  });
});
