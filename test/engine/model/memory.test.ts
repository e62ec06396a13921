import { beforeAll, describe, expect, it } from 'vitest';
import { findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { type Compared, measureMemory } from '#test/engine/measured-memory.ts';

/** One for each way in which a net uses memory; test/bench/net-memory.ts measures them all. */
const NETS: readonly (readonly [id: string, batchSize: number])[] = [
  ['lenet5', 128],
  ['lenet5_1998', 16],
  ['alexnet_two_groups', 16],
  ['alexnet_torchvision', 16],
  ['vgg11_bn', 16],
  ['googlenet', 8],
  ['inception_v3', 8],
  ['resnet20', 8],
  ['inception_resnet_v2', 4],
];

const expectClose = ({ estimated, measured }: Compared) => {
  expect(estimated / measured).toBeGreaterThan(0.75);
  expect(estimated / measured).toBeLessThan(1.25);
};

describe('the estimate of the memory on WASM', { timeout: 120_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(NETS)('of %s with %i images is within 25 % of what is really in use', (id, batchSize) => {
    const { recipe, ...config } = defaultConfig(findArchitecture(id));
    const measured = measureMemory({ ...config, recipe: { ...recipe, batchSize } }, bars(batchSize, 10));
    expectClose(measured.training);
    expectClose(measured.evaluation);
  });
});
