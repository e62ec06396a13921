import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { Optimizer } from '#engine/training/optimizer.ts';
import { hasWebgpu } from '#test/engine/browser-backends.ts';
import { optimizerRecipe } from './optimizer-cases.ts';

for (const [backend, present] of [
  ['webgl', true],
  ['webgpu', hasWebgpu],
] as const) {
  describe.skipIf(!present)(`Adam on ${backend}`, { timeout: 60_000 }, () => {
    beforeAll(async () => {
      await selectBackend({ preference: backend, threads: 1, wasmPaths: '' });
    }, 60_000);

    // Kingma & Ba 2015, section 2.1: both averages hold the one gradient, so the step is the rate. 1 - 0.999 in float32
    // would make it larger by 6e-6.
    it('moves a weight by the learning rate at the first step, to the last bits', async () => {
      const weight = tf.tidy(() => tf.variable(tf.zeros([2])));
      const rule = new Optimizer(optimizerRecipe({ optimizer: 'adam' }), new Map([['fc/bias', weight]]));
      const gradient = tf.tensor1d([4, -0.5]);
      rule.apply(() => gradient, 0.1, 1);
      const [first, second] = await weight.data();
      expect(Math.abs(first! / -0.1 - 1)).toBeLessThan(2e-6);
      expect(Math.abs(second! / 0.1 - 1)).toBeLessThan(2e-6);
      rule.dispose();
      tf.dispose([weight, gradient]);
    });
  });
}
