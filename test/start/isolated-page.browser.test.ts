import { expect, test } from 'vitest';

test('the test page is cross-origin isolated, so that WASM threads can be tested', () => {
  expect(crossOriginIsolated).toBe(true);
});
