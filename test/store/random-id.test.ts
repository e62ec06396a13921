import { expect, it } from 'vitest';
import { randomId } from '#store/random-id.ts';

it('a random id is 32 hexadecimal digits, and another each time', () => {
  const ids = Array.from({ length: 200 }, () => randomId());
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(200);
});
