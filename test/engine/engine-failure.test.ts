import { expect, it } from 'vitest';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';

it('carries code and details across the worker boundary as a plain value', () => {
  const value = toEngineError(new EngineFailure('fileTruncated', { file: 'a.gz', expected: 16, found: 3 }));
  expect(structuredClone(value)).toEqual({
    code: 'fileTruncated',
    details: { file: 'a.gz', expected: 16, found: 3 },
  });
});

it('reads an aborted signal as cancelled', () => {
  expect(toEngineError(AbortSignal.abort().reason).code).toBe('cancelled');
});

it('keeps the message of what nobody foresaw', () => {
  expect(toEngineError(new TypeError('x is not a function'))).toEqual({
    code: 'unexpected',
    details: { message: 'x is not a function' },
  });
  expect(toEngineError('plain')).toEqual({ code: 'unexpected', details: { message: 'plain' } });
});

it.each([
  'Array buffer allocation failed',
  'Invalid typed array length: 8589934592',
  'Requested texture size [20000x20000] greater than WebGL maximum on this browser / GPU [16384x16384].',
])('knows a lack of memory by what the platform says: %s', (message) => {
  expect(toEngineError(new RangeError(message))).toEqual({ code: 'outOfMemory', details: { message } });
});
