import { expect, it } from 'vitest';
import { useBackend } from '#test/engine/backends.ts';
import { countStep } from './step-counts.ts';

// Before our kernels: 96 kernels for LeNet-5; uploads are the batch, and numbers and zeros that tfjs makes.
it.each([
  ['lenet5', { kernels: 47, uploads: 6 }],
  ['resnet20', { kernels: 192, uploads: 44 }],
])('a training step of %s on WASM takes no more kernels and copies than it needs', async (id, most) => {
  await useBackend('wasm');
  const { kernels, uploads, readBacks } = await countStep(id);
  expect(kernels).toBeGreaterThan(most.kernels / 3);
  expect(kernels).toBeLessThanOrEqual(most.kernels);
  expect(uploads).toBeLessThanOrEqual(most.uploads);
  expect(readBacks).toBe(0);
});
