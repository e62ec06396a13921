import { describe, expect, it } from 'vitest';
import { nextNumber, parseNumber } from '#ui/number-text.ts';

describe('the number of a text', () => {
  it.each([
    ['0.01', 0.01],
    ['0,01', 0.01],
    [',5', 0.5],
    ['5.', 5],
    [' 3 ', 3],
    ['1e-3', 0.001],
    ['1E6', 1_000_000],
    ['2,5e-4', 0.00025],
    ['-4', -4],
    ['1,000', 1],
    ['０．５', 0.5],
    ['１２，５', 12.5],
  ])('reads %s as %d', (text, number) => {
    expect(parseNumber(text, false)).toBe(number);
  });

  it.each([
    ['60,000', 60_000],
    ['4,294,967,295', 4_294_967_295],
    ['60 000', 60_000],
    ['60\u00a0000', 60_000],
    ['12,5', 12.5],
    ['1e3', 1000],
  ])('reads %s as %d where the number must be whole', (text, number) => {
    expect(parseNumber(text, true)).toBe(number);
  });

  it.each([
    '',
    ' ',
    '-',
    '1e',
    '1e-',
    '.',
    ',',
    '1.2.3',
    '1,2,3',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '5x',
    '1 2',
  ])('finds none in "%s"', (text) => {
    expect(parseNumber(text, false)).toBeUndefined();
    expect(parseNumber(text, true)).toBeUndefined();
  });
});

describe('an arrow key', () => {
  const rate = { min: 1e-6, max: 10, whole: false };
  const decay = { min: 0, max: 1, whole: false };

  it('leads decimals along 1, 2, 5, 10, with no digits too many', () => {
    const walk = (from: number, direction: 1 | -1, steps: number) => {
      const values = [from];
      for (let i = 0; i < steps; i++) values.push(nextNumber(rate, values.at(-1)!, direction));
      return values;
    };
    expect(walk(0.004, 1, 4)).toEqual([0.004, 0.005, 0.01, 0.02, 0.05]);
    expect(walk(0.004, -1, 4)).toEqual([0.004, 0.002, 0.001, 0.0005, 0.0002]);
    expect(walk(1e-6, 1, 5)).toEqual([1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5]);
    expect(walk(4, 1, 3)).toEqual([4, 5, 10, 10]);
    expect(walk(2e-6, -1, 2)).toEqual([2e-6, 1e-6, 1e-6]);
  });

  it('reaches 0 from below a millionth and leaves it again', () => {
    expect(nextNumber(decay, 1e-6, -1)).toBe(0);
    expect(nextNumber(decay, 0, -1)).toBe(0);
    expect(nextNumber(decay, 0, 1)).toBe(1e-6);
  });

  it('leads along the multiples of a step, from between them too', () => {
    const momentum = { min: 0, max: 0.999, whole: false, step: 0.01 };
    expect(nextNumber(momentum, 0.9, 1)).toBe(0.91);
    expect(nextNumber(momentum, 0.07, -1)).toBe(0.06);
    expect(nextNumber(momentum, 0.99, 1)).toBe(0.999);
    expect(nextNumber(momentum, 0.999, -1)).toBe(0.99);
    const width = { min: 1 / 16, max: 1, whole: false, step: 1 / 16 };
    expect(nextNumber(width, 0.5, 1)).toBe(0.5625);
    expect(nextNumber(width, 0.3, 1)).toBe(0.3125);
    expect(nextNumber({ min: 100, max: 200_000, whole: true, step: 1000 }, 100, 1)).toBe(1000);
  });

  it('leads whole numbers by 1 and stops at the limits', () => {
    const seed = { min: 0, max: 2 ** 32 - 1, whole: true };
    expect(nextNumber(seed, 7, 1)).toBe(8);
    expect(nextNumber(seed, 2 ** 32 - 2, 1)).toBe(2 ** 32 - 1);
    expect(nextNumber(seed, 2 ** 32 - 1, 1)).toBe(2 ** 32 - 1);
    expect(nextNumber(seed, 0, -1)).toBe(0);
  });
});
