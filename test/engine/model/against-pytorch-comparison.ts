import { expect } from 'vitest';
import { architectures } from '#models/registry.ts';
import { comparedNets, differencesFromPyTorch } from './against-pytorch-nets.ts';
import { changeResults, type TextFiles } from './net-results.ts';

/** What float32 may differ from PyTorch in float64, by backend: textures round a little more than memory does. */
export const TOLERANCES = { wasm: 1e-4, cpu: 1e-4, webgl: 1e-3, webgpu: 1e-3 } as const;

export type ComparedBackend = keyof typeof TOLERANCES;

/** Their first fully connected layer has more weights than a texture of 8,192 x 8,192 holds. */
const LARGE_FC6 = /^vgg|^zfnet_wide$/;

const WHAT =
  "The largest relative difference of each net's numbers from PyTorch's, with the same weights and image, one image in evaluation: the greatest difference of a value, divided by the greatest value in PyTorch";

/** In the order of the zoo, each followed by its variants. */
const ORDER = architectures.flatMap(({ id }) => [
  id,
  ...comparedNets.filter((net) => net.startsWith(`${id}-`)),
]);

/** Compares a net on the backend that is active, records what was found, and then holds it to the tolerance. */
export async function expectPyTorchMaps(
  net: string,
  backend: ComparedBackend,
  files: TextFiles,
  machine: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { logits, innerMaps, heldBack } = await differencesFromPyTorch(net);
  const rounded = (value: number) => Number(value.toExponential(1));
  await changeResults(files, 'test/bench/results/against-pytorch.json', ORDER, (results) => {
    const figures = {
      ...(logits === undefined ? {} : { logits: rounded(logits) }),
      innerMaps: rounded(innerMaps),
      ...(heldBack === undefined ? {} : { heldBack }),
      date: new Date().toISOString(),
    };
    return {
      what: WHAT,
      tolerances: TOLERANCES,
      machines: { ...(results['machines'] as object), [backend]: machine },
      entries: { ...results.entries, [net]: { ...(results.entries[net] as object), [backend]: figures } },
    };
  });
  const tolerance = TOLERANCES[backend];
  expect(innerMaps).toBeLessThan(tolerance);
  if (heldBack === undefined) expect(logits).toBeLessThan(tolerance);
  else expect(net).toMatch(backend === 'webgl' ? LARGE_FC6 : /^nothing is too large for memory$/);
}
