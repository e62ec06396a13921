import { beforeAll, describe, expect, it } from 'vitest';
import { architectures, findArchitecture } from '#models/registry.ts';
import { useBackend } from '#test/engine/backends.ts';
import { expectPyTorchGradients, netsWithGradients } from './against-pytorch-gradients.ts';

/** Of test/reference/numbers/gradients, PyTorch's in float64. */
const TOLERANCE = 1e-3;

it("PyTorch's gradients are known for a net of each family; test/reference/nets/gradients.py makes them", () => {
  const families = new Set(netsWithGradients.map((id) => findArchitecture(id).family));
  const missing = architectures.filter(({ family }) => !families.has(family)).map(({ id }) => id);
  expect(missing).toEqual([]);
});

describe('on WASM', { timeout: 120_000 }, () => {
  beforeAll(() => useBackend('wasm'));

  it.each(netsWithGradients)('%s has the first and the last gradient of PyTorch', (net) =>
    expectPyTorchGradients(net, TOLERANCE),
  );
});
