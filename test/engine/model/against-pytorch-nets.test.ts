import { beforeAll, describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';
import { comparedNets, expectPyTorchMaps } from './against-pytorch-nets.ts';

/** Of test/reference/numbers: each net's maps as PyTorch computes them from the same weights and image. */
const TOLERANCE = 1e-4;

const full = import.meta.env['ZOO_FULL'] === '1';

/** Half a gigabyte of weights each; two of their siblings are compared in every run. */
const LARGE = /^vgg(11_bn|13|13_bn|16|19|19_bn)$/;

/** tfjs's CPU backend takes minutes for the others. */
const FAST_ON_CPU = ['lenet5', 'lenet5-tanh-average', 'lenet5_1998', 'resnet20', 'plain20'];

it("PyTorch's numbers are known for every net of the zoo", () => {
  expect(comparedNets).toEqual(expect.arrayContaining(architectures.map(({ id }) => id)));
});

describe('on WASM', { timeout: 120_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(comparedNets.filter((net) => full || !LARGE.test(net)))(
    '%s gives the logits and the inner maps of PyTorch',
    (net) => expectPyTorchMaps(net, TOLERANCE),
  );
});

describe('on the CPU', { timeout: full ? 1_200_000 : 60_000 }, () => {
  beforeAll(() => useBackend('cpu'));

  it.each(full ? comparedNets : FAST_ON_CPU)('%s gives the logits and the inner maps of PyTorch', (net) =>
    expectPyTorchMaps(net, TOLERANCE),
  );
});
