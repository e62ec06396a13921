import { describe, expect, it } from 'vitest';
import { Random, splitmix32 } from '#engine/random.ts';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

describe('the generator', () => {
  it('gives the published sequence of xoshiro128** from the state 1, 2, 3, 4', () => {
    // The vector of the rand_xoshiro crate, made with the authors' xoshiro128starstar.c (1.1).
    expect(draw(new Random([1, 2, 3, 4]), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('expands a seed with splitmix32', () => {
    // C, uint32_t: z = (s += 0x9e3779b9); z = (z ^ z >> 16) * 0x21f0aaad; z = (z ^ z >> 15) * 0x735a2d97; z ^ z >> 15
    expect(splitmix32(0, 4)).toEqual([1684164658, 3653269916, 2939563536, 2141751570]);
    expect(splitmix32(42, 4)).toEqual([551831576, 144025891, 322543647, 3034809370]);
    expect(splitmix32(0xffffffff, 4)).toEqual([3950124170, 4293442868, 1302505678, 2762329221]);
    expect(new Random(42).state).toEqual([551831576, 144025891, 322543647, 3034809370]);
  });

  it('goes on exactly where a saved state left off', () => {
    const random = new Random(7);
    draw(random, 13);
    random.normal();
    const saved = JSON.parse(JSON.stringify(random.state));
    const rest = draw(random, 20);
    expect(draw(new Random(saved), 20)).toEqual(rest);
  });

  it('refuses the all-zero state', () => {
    expect(() => new Random([0, 0, 0, 0])).toThrow(RangeError);
  });

  it('forks streams that depend on the label and leave the parent as it was', () => {
    const parent = new Random(1);
    const before = parent.state;
    const weights = draw(parent.fork('weights'), 8);
    const order = draw(parent.fork('order'), 8);
    expect(parent.state).toEqual(before);
    expect(draw(parent.fork('weights'), 8)).toEqual(weights);
    expect(order).not.toEqual(weights);
    expect(draw(new Random(2).fork('weights'), 8)).not.toEqual(weights);
    expect(draw(new Random(1), 8)).not.toEqual(weights);
  });

  it('addresses streams by place, in any order, and leaves the parent as it was', () => {
    const parent = new Random(1);
    const before = parent.state;
    const late = draw(parent.at(9, 3), 8);
    const early = draw(parent.at(1, 2), 8);
    expect(parent.state).toEqual(before);
    expect(draw(new Random(1).at(1, 2), 8)).toEqual(early);
    expect(draw(new Random(1).at(9, 3), 8)).toEqual(late);
    expect(draw(new Random(2).at(1, 2), 8)).not.toEqual(early);
  });

  it('tells every place from every other, and a place from a label', () => {
    const parent = new Random(1);
    const places = Array.from({ length: 100 }, (_, epoch) =>
      Array.from({ length: 100 }, (_, index) => parent.at(epoch, index)),
    ).flat();
    const others = [parent.at(), parent.at(1), parent.at(0), parent.at(1, 2, 3), parent.fork('1'), parent];
    const first = [...places, ...others].map((random) => draw(random, 2).join());
    expect(new Set(first).size).toBe(places.length + others.length);
  });

  it('gives numbers at neighbouring places that are even and go their own ways', () => {
    const parent = new Random(1);
    const values = Array.from({ length: 20_000 }, (_, index) => parent.at(5, index).uniform());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(values.length));
    const covariance =
      values.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (values[i]! - 0.5), 0) / values.length;
    expect(Math.abs(covariance * 12)).toBeLessThan(5 / Math.sqrt(values.length));
  });

  it('is even: uniform and normal have the mean and deviation they should', () => {
    const random = new Random(3);
    const count = 200_000;
    let sum = 0;
    let normalSum = 0;
    let normalSquares = 0;
    for (let index = 0; index < count; index++) {
      const value = random.uniform();
      if (value < 0 || value >= 1) throw new Error(`uniform gave ${value}`);
      sum += value;
      const deviate = random.normal();
      normalSum += deviate;
      normalSquares += deviate * deviate;
    }
    // Five standard errors.
    expect(Math.abs(sum / count - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(count));
    expect(Math.abs(normalSum / count)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(normalSquares / count - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(count));
  });

  it('draws below n without favour, also where n does not divide 2^32', () => {
    const random = new Random(4);
    // A modulo without rejection would give the lowest third of this range twice its weight.
    const n = 3 * 2 ** 30;
    let low = 0;
    for (let index = 0; index < 30_000; index++) if (random.below(n) < 2 ** 30) low++;
    expect(Math.abs(low - 10_000)).toBeLessThan(5 * Math.sqrt((30_000 * 2) / 9));
    expect(() => random.below(0)).toThrow(RangeError);
  });

  it('shuffles every order of three items equally often', () => {
    const random = new Random(5);
    const seen = new Map<string, number>();
    for (let index = 0; index < 6000; index++) {
      const items = Uint32Array.of(0, 1, 2);
      random.shuffle(items);
      seen.set(items.join(), (seen.get(items.join()) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const times of seen.values())
      expect(Math.abs(times - 1000)).toBeLessThan(5 * Math.sqrt(6000 * (5 / 36)));
  });
});
