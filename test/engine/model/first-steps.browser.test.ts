import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { selectBackend } from '#engine/backend/select-backend.ts';
import { architectures } from '#models/registry.ts';
import { hasWebgpu, machineOf } from '#test/engine/browser-backends.ts';
import { recordNet } from './net-results.ts';
import { end, startTrainable, step } from './overfitting.ts';
import { QUICK_NETS } from './representatives.ts';

const full = import.meta.env['ZOO_FULL'] === '1';
/** Few: where no GPU is, WebGL is emulated, a hundred times slower than WASM. */
const IMAGES = 4;

/**
 * Adam's first steps are as long as the rate, whatever the net. Without shortcuts, batch norm lets the gradient grow
 * by a fifth from layer to layer (Yang et al. 2019, "A Mean Field Theory of Batch Normalization"): the deepest nets
 * without them need shorter steps, and 110 layers such short ones as float32 does not resolve: `startTrainable` has
 * taken one for those already.
 */
const RATE = 2e-5;
const SHORTER: Readonly<Record<string, number>> = { inception_v4: 5e-6, plain44: 1e-6, plain56: 1e-6 };

type Gpu = 'webgl' | 'webgpu';

const record = async (backend: Gpu, id: string, learningRate: number, losses: readonly number[]) => {
  await recordNet(
    commands,
    `test/bench/results/first-steps-${backend}.json`,
    `Each net in its classroom form on ${backend === 'webgl' ? 'WebGL' : 'WebGPU'}: the loss of its batch of ${IMAGES} generated digits before and after each of three steps of Adam, in Plain-110 after one of SGD at a rate of 1`,
    id,
    { learningRate, losses, machine: await machineOf(backend) },
  );
};

const all = architectures.map((architecture) => [architecture.id, architecture] as const);

for (const [backend, present] of [
  ['webgl', true],
  ['webgpu', full && hasWebgpu],
] as const) {
  describe.skipIf(!present)(`the classroom form of every net on ${backend}`, () => {
    beforeAll(async () => {
      const { name } = await selectBackend({ preference: backend, threads: 1, wasmPaths: '' });
      expect(name).toBe(backend);
    });

    it.each(all.filter(([id]) => full || QUICK_NETS.includes(id)))(
      '%s takes three steps, and each lowers the loss of its batch',
      { timeout: full ? 1_200_000 : 300_000 },
      async (id, architecture) => {
        const recipe = { optimizer: 'adam', momentum: 0.9, weightDecay: 0 } as const;
        const started = await startTrainable(architecture, recipe, IMAGES);
        // Dropout drops the same units at every step.
        started.run.built.setMaskSeeds({ of: () => 1 });
        const rate = SHORTER[id] ?? RATE;
        const losses: number[] = [];
        // The loss is that before the step: the fourth tells what the third has done.
        for (let i = 0; i < 4; i++) losses.push(await step(started, rate));
        end(started);
        await record(backend, id, rate, losses);
        expect(losses).toSatisfy((values: number[]) => values.every(Number.isFinite));
        expect(losses).toEqual([...new Set(losses)].sort((a, b) => b - a));
      },
    );
  });
}
