import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '#test/engine/backends.ts';
import { expectPyTorchGradients, netsWithGradients } from './against-pytorch-gradients.ts';

/** Of test/reference/numbers/gradients, PyTorch's in float64. */
const TOLERANCE = 1e-3;

describe('on WASM', { timeout: 120_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(netsWithGradients)('%s has the first and the last gradient of PyTorch', (net) =>
    expectPyTorchGradients(net, TOLERANCE),
  );
});
