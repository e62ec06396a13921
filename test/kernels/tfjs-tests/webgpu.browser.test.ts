import '@tensorflow/tfjs-backend-webgpu';
import { expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { gpuTests } from './gpu-tests.ts';
import { findLostTests } from './lost-tests.ts';

it(`WebGPU with our programs passes ${gpuTests.title} that it passes without`, {
  timeout: 1_800_000,
}, async () => {
  const start = () => selectBackend({ preference: 'webgpu', threads: 1, wasmPaths: '' });
  const { count, lost } = await findLostTests('webgpu', start, gpuTests.pattern);
  expect(count).toBeGreaterThan(gpuTests.atLeast);
  expect(lost).toEqual({});
});
