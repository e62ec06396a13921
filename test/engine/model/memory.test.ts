import { beforeAll, describe, expect, it } from 'vitest';
import { findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { type Compared, measureMemory } from '#test/engine/measured-memory.ts';
import { withEveryFamily } from './representatives.ts';

const IMAGES = 8;
const OTHER_BATCHES: Readonly<Record<string, number>> = { lenet5: 128, vgg11_bn: 16, inception_resnet_v2: 4 };

/** Of every family, and of each way to use memory, one; test/bench/net-memory.ts measures them all. */
const NETS = withEveryFamily([
  'lenet5',
  'lenet5_1998',
  'alexnet_two_groups',
  'alexnet_torchvision',
  'vgg11_bn',
  'googlenet',
  'inception_v3',
  'resnet20',
  'inception_resnet_v2',
]).map((id) => [id, OTHER_BATCHES[id] ?? IMAGES] as const);

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
