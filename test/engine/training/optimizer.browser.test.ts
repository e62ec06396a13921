import { beforeAll, describe, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { hasWebgpu } from '#test/engine/browser-backends.ts';
import { expectUpdates, updates } from './optimizer-cases.ts';

for (const [backend, present] of [
  ['webgl', true],
  ['webgpu', hasWebgpu],
] as const) {
  describe.skipIf(!present)(`the optimisers on ${backend}`, { timeout: 60_000 }, () => {
    beforeAll(async () => {
      await selectBackend({ preference: backend, threads: 1, wasmPaths: '' });
    }, 60_000);

    it.each(updates)('%s moves a kernel over three updates with weight decay as PyTorch does', expectUpdates);
  });
}
