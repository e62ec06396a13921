import { describe, expect, it } from 'vitest';
import { stratifiedSplit } from '#engine/data/split.ts';
import { classHistogram } from '#engine/data/statistics.ts';
import { Random } from '#engine/random.ts';

const labels = Uint16Array.from({ length: 1234 }, (_, index) => (index * index) % 7);
const histogram = (indices: Uint32Array) =>
  classHistogram(
    Uint16Array.from(indices, (index) => labels[index]!),
    7,
  );

describe('the validation split', () => {
  it('holds out the same part of every class, to rounding', () => {
    const { validation } = stratifiedSplit(labels, 0.1, new Random(1));
    expect(histogram(validation)).toEqual(classHistogram(labels, 7).map((count) => Math.round(count / 10)));
  });

  it('puts every image in exactly one part', () => {
    const { train, validation } = stratifiedSplit(labels, 0.25, new Random(1));
    const all = [...train, ...validation].sort((a, b) => a - b);
    expect(all).toEqual(Array.from(labels, (_, index) => index));
  });

  it('chooses by the seed', () => {
    const choose = (seed: number) => Array.from(stratifiedSplit(labels, 0.1, new Random(seed)).validation);
    expect(choose(1)).toEqual(choose(1));
    expect(choose(2)).not.toEqual(choose(1));
  });

  it('holds out nothing at 0 and refuses a part that is none', () => {
    expect(stratifiedSplit(labels, 0, new Random(1)).validation).toHaveLength(0);
    expect(() => stratifiedSplit(labels, 1, new Random(1))).toThrow(RangeError);
    expect(() => stratifiedSplit(labels, Number.NaN, new Random(1))).toThrow(RangeError);
  });
});
