import { expect, it } from 'vitest';
import { useBackend } from '#test/engine/backends.ts';
import { countStep } from './step-counts.ts';

// Read-backs: tfjs's own Slice on WASM copies its input out; it is the gradient of a padding of channels or edges.
it.each([
  ['lenet5', { kernels: 67, uploads: 6, readBacks: 0 }],
  ['resnet20', { kernels: 242, uploads: 44, readBacks: 4 }],
])('a training step of %s on WASM takes no more kernels and copies than it needs', async (id, most) => {
  await useBackend('wasm');
  const { kernels, uploads, readBacks } = await countStep(id);
  expect(kernels).toBeGreaterThan(most.kernels / 3);
  expect(kernels).toBeLessThanOrEqual(most.kernels);
  expect(uploads).toBeLessThanOrEqual(most.uploads);
  expect(readBacks).toBeLessThanOrEqual(most.readBacks);
});
