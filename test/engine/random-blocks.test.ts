import { describe, expect, it } from 'vitest';
import { Random } from '#engine/random.ts';
import { fillNormal, fillUniform } from '#engine/random-blocks.ts';

const COUNT = 1_000_000;

/** Five standard errors of the number of draws, out of `COUNT`, that have a property of this probability. */
const margin = (probability: number) => 5 * Math.sqrt(COUNT * probability * (1 - probability));

function normals(deviation: number, bound?: number): Float32Array {
  const out = new Float32Array(COUNT);
  fillNormal(out, deviation, new Random(6), bound);
  return out;
}

describe('many random numbers at once', () => {
  it('come from the words that the generator gives one by one', () => {
    const [one, many] = [new Random(9), new Random(9)];
    const words = new Int32Array(1000);
    many.fillWords(words, 900);
    expect([...words.subarray(0, 900)].map((word) => word >>> 0)).toEqual(
      Array.from({ length: 900 }, () => one.uint32()),
    );
    expect([...words.subarray(900)]).toEqual(Array(100).fill(0));
    expect(many.state).toEqual(one.state);
  });

  it('are the same for the same seed, and go on from one call to the next', () => {
    const draws = (seed: number) => {
      const random = new Random(seed);
      return [0, 1].map(() => {
        const out = new Float32Array(10_000);
        fillNormal(out, 1, random);
        return out;
      });
    };
    expect(draws(1)).toEqual(draws(1));
    expect(draws(2)[0]).not.toEqual(draws(1)[0]);
    expect(draws(1)[1]).not.toEqual(draws(1)[0]);
  });

  it('are even between the limits when uniform', () => {
    const out = new Float32Array(COUNT);
    fillUniform(out, 0.3, new Random(6));
    const parts = new Array<number>(10).fill(0);
    for (const value of out) parts[Math.floor((value + 0.3) / 0.06)]! += 1;
    for (const part of parts) expect(Math.abs(part - COUNT / 10)).toBeLessThan(margin(0.1));
  });

  it('lie on either side, near and far out as often as the normal distribution says', () => {
    const deviation = 0.02;
    const values = normals(deviation);
    // P(z > t): standard normal tables (Abramowitz and Stegun, table 26.1); t = 3.7 is in the tail of the ziggurat.
    const upperTails = [
      [0, 0.5],
      [0.25, 0.4012936743],
      [0.5, 0.3085375387],
      [1, 0.1586552539],
      [1.5, 0.0668072013],
      [2, 0.0227501319],
      [3, 0.001349898],
      [3.7, 0.0001077997],
    ] as const;
    for (const [threshold, probability] of upperTails) {
      for (const sign of [1, -1]) {
        const found = values.reduce((n, value) => n + Number((sign * value) / deviation > threshold), 0);
        expect(Math.abs(found - COUNT * probability), `${sign} ${threshold}`).toBeLessThan(
          margin(probability),
        );
      }
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / COUNT / deviation;
    const square = values.reduce((sum, value) => sum + value * value, 0) / COUNT / deviation ** 2;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(COUNT));
    expect(Math.abs(square - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(COUNT));
  });

  it('stay within the bound of a truncated normal, and are distributed as before inside it', () => {
    const values = normals(0.1, 2);
    expect(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThanOrEqual(0.2);
    // P(|z| < 1) / P(|z| < 2)
    const inner = 0.6826894921 / 0.9544997361;
    const found = values.reduce((n, value) => n + Number(Math.abs(value) < 0.1), 0);
    expect(Math.abs(found - COUNT * inner)).toBeLessThan(margin(inner));
  });
});
