import '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { startBackends } from '../backends.ts';
import { findLostTests } from './lost-tests.ts';

/** Tests of tfjs that our kernels fail on purpose, and why. */
const exceptions: Record<string, string> = {
  'avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit':
    'The means of tfjs leave padding out, but its gradient divides by the whole window. Ours is that of the means.',
};

it("WASM with our kernels passes each of tfjs's tests that it passes without", {
  timeout: 300_000,
}, async () => {
  const { count, lost } = await findLostTests('wasm', startBackends);
  expect(count).toBeGreaterThan(1600);
  const unexpected = Object.entries(lost).filter(([name]) => !(name in exceptions));
  expect(Object.fromEntries(unexpected)).toEqual({});
  expect(Object.keys(lost)).toEqual(Object.keys(exceptions));
});
