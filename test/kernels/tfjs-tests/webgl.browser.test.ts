import '@tensorflow/tfjs-backend-webgl';
import { expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { gpuTests } from './gpu-tests.ts';
import { findLostTests } from './lost-tests.ts';

it(`WebGL with our programs passes ${gpuTests.title} that it passes without`, {
  timeout: 1_800_000,
}, async () => {
  const start = () => selectBackend({ preference: 'webgl', threads: 1, wasmPaths: '' });
  const { count, kernels, lost } = await findLostTests('webgl', start, gpuTests.pattern);
  expect(kernels).toContain('Conv2DBackpropFilter');
  expect(count).toBeGreaterThan(gpuTests.atLeast);
  expect(lost).toEqual({});
});
