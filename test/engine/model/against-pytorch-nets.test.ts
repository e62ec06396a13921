import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { architectures } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';
import { expectPyTorchMaps } from './against-pytorch-comparison.ts';
import { comparedNets } from './against-pytorch-nets.ts';
import type { TextFiles } from './net-results.ts';

const full = import.meta.env['ZOO_FULL'] === '1';

/** Half a gigabyte of weights each; two of their siblings are compared in every run. */
const LARGE = /^vgg(11_bn|13|13_bn|16|19|19_bn)$/;

/** tfjs's CPU backend takes minutes for the others. */
const FAST_ON_CPU = [
  'lenet5',
  'lenet5-tanh-average',
  'lenet5_1998',
  'alexnet_torchvision',
  'resnet18',
  'resnet20',
  'plain20',
];

const files: TextFiles = { readFile: (file) => readFile(file, 'utf8'), writeFile };
const machine = { processor: cpus()[0]?.model, node: process.version };

it("PyTorch's numbers are known for every net of the zoo", () => {
  expect(comparedNets).toEqual(expect.arrayContaining(architectures.map(({ id }) => id)));
});

describe('on WASM', { timeout: full ? 600_000 : 120_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(comparedNets.filter((net) => full || !LARGE.test(net)))(
    '%s gives the logits and the inner maps of PyTorch',
    (net) => expectPyTorchMaps(net, 'wasm', files, machine),
  );
});

describe('on the CPU', { timeout: full ? 1_200_000 : 120_000 }, () => {
  beforeAll(() => useBackend('cpu'));

  it.each(full ? comparedNets : FAST_ON_CPU)('%s gives the logits and the inner maps of PyTorch', (net) =>
    expectPyTorchMaps(net, 'cpu', files, machine),
  );
});
