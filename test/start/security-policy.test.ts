import { expect, it } from 'vitest';
import { pagePolicyHeader, workerPolicyHeader } from '#scripts/vite/security-policy.ts';

const mirrors = 'https://cdn.jsdelivr.net https://raw.githubusercontent.com';

it('the page may load its own files and the mirrors of the data sets, and nothing else', () => {
  expect(pagePolicyHeader.split('; ')).toEqual([
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${mirrors}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
});

it('a worker may compile WebAssembly and start threads from blobs besides, and still no eval', () => {
  expect(workerPolicyHeader.split('; ')).toEqual([
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval' blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${mirrors}`,
  ]);
});
