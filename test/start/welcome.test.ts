import { describe, expect, it } from 'vitest';
import { welcome } from '#scripts/welcome.mjs';

describe('what npm start prints', () => {
  it('is the address alone on this computer', () => {
    expect(welcome({ local: ['http://localhost:4173/'], network: [] })).toBe(
      'CNN zoo is ready: http://localhost:4173/',
    );
  });

  it('names every address on the network and says what browsers refuse there', () => {
    const network = ['http://192.0.2.1:4173/', 'http://198.51.100.1:4173/'];
    const text = welcome({ local: ['http://localhost:4173/'], network });
    for (const address of network) expect(text).toContain(`on your network: ${address}`);
    expect(text).toMatch(/not secure/);
  });

  it('leads to a network address when there is no other', () => {
    expect(welcome({ local: [], network: ['http://192.0.2.1:4173/'] })).toMatch(
      /^CNN zoo is ready: http:\/\/192/,
    );
  });
});
