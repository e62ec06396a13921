import { expect, test } from 'vitest';
import { itemAt, lookUp } from '#models/lookup.ts';

test('a look-up gives what is there, falsy values too, and names the key that is not', () => {
  const counts = new Map([['conv1', 0]]);
  expect(lookUp(counts, 'conv1')).toBe(0);
  expect(() => lookUp(counts, 'conv2')).toThrow("'conv2'");
});

test('an item is counted from the start, or from the end when below 0, and missed by its index', () => {
  expect([0, 2, -1].map((index) => itemAt(['a', 'b', 'c'], index))).toEqual(['a', 'c', 'c']);
  expect(() => itemAt(['a'], 1)).toThrow('no item 1 among 1');
});
