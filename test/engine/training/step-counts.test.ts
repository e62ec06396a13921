import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '#test/engine/backends.ts';
import { countStep } from './step-counts.ts';

beforeAll(() => useBackend('wasm'));

/**
 * Uploads are the images, the labels and the 1 that the gradient starts from; in GoogLeNet also the masks of three
 * dropouts and the weights of two heads. Updates are one for each weight and moving average.
 */
it.each([
  ['lenet5', { kernels: 38, renamings: 7, updates: 10, uploads: 3, readBacks: 0 }],
  ['resnet20', { kernels: 175, renamings: 27, updates: 97, uploads: 3, readBacks: 0 }],
  ['googlenet', { kernels: 487, renamings: 26, updates: 128, uploads: 8, readBacks: 0 }],
])('a training step of %s on WASM asks for no more than it needs', { timeout: 60_000 }, async (id, most) => {
  const found = await countStep(id, 8);
  expect(found.kernels).toBeGreaterThan(most.kernels / 3);
  expect(found.updates).toBe(most.updates);
  for (const [what, count] of Object.entries(most)) {
    expect(found[what as keyof typeof most], what).toBeLessThanOrEqual(count);
  }
});
