import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '#test/engine/backends.ts';
import { comparedNets, expectPyTorchMaps } from './against-pytorch-nets.ts';

/** Of test/reference/numbers, the maps of each net as PyTorch computes them from the same weights and image. */
const TOLERANCE = 1e-4;

describe('on WASM', { timeout: 120_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(comparedNets)('%s gives the logits and the inner maps of PyTorch', (net) =>
    expectPyTorchMaps(net, TOLERANCE),
  );
});
