import { expect } from 'vitest';
import { analyse } from '#models/analysis.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { comparedNets, type Differences, differencesFromPyTorch } from './against-pytorch-nets.ts';
import { changeResults, isRecording, type Measured, type Results, type TextFiles } from './net-results.ts';

/** What float32 may differ from PyTorch in float64, by backend: textures round a little more than memory does. */
export const TOLERANCES = { wasm: 1e-4, cpu: 1e-4, webgl: 1e-3, webgpu: 1e-3 } as const;

export type ComparedBackend = keyof typeof TOLERANCES;

const WHAT =
  "The largest relative difference of each net's numbers from PyTorch's, with the same weights and image, one image in evaluation: the greatest difference of a value, divided by the greatest value in PyTorch";

/** Of one net on one backend. */
export type ComparedEntry = Measured & Differences;

/** In the order of the zoo, each followed by its variants. */
const ORDER = architectures.flatMap(({ id }) => [
  id,
  ...comparedNets.filter((net) => net.startsWith(`${id}-`)),
]);

/**
 * Holds differences to the tolerance. Logits may be absent only where a layer behind which they lie has more weights
 * than one of the backend's textures holds.
 */
export function expectTolerable(
  net: string,
  backend: ComparedBackend,
  { logits, innerMaps, heldBack }: Differences,
  { maxTextureSize }: Measured['machine'],
): void {
  const tolerance = TOLERANCES[backend];
  expect(innerMaps, `${net}'s inner maps on ${backend}`).toBeLessThan(tolerance);
  if (heldBack === undefined) {
    expect(logits, `${net}'s logits on ${backend}`).toBeLessThan(tolerance);
  } else {
    const { layers } = analyse(buildGraph(net.split('-')[0]!));
    const params = layers.find(({ name }) => name === heldBack)!.params;
    expect(params, `${heldBack} of ${net} on ${backend}`).toBeGreaterThan(Number(maxTextureSize) ** 2);
  }
}

/** Compares a net on the backend that is active, records what was found, and then holds it to the tolerance. */
export async function expectPyTorchMaps(
  net: string,
  backend: ComparedBackend,
  files: TextFiles,
  machine: Measured['machine'],
): Promise<void> {
  const found = await differencesFromPyTorch(net);
  if (isRecording()) await record(net, backend, found, files, machine);
  expectTolerable(net, backend, found, machine);
}

async function record(
  net: string,
  backend: ComparedBackend,
  { logits, innerMaps, heldBack }: Differences,
  files: TextFiles,
  machine: Measured['machine'],
): Promise<void> {
  const rounded = (value: number) => Number(value.toExponential(1));
  const entry: ComparedEntry = {
    ...(logits === undefined ? {} : { logits: rounded(logits) }),
    innerMaps: rounded(innerMaps),
    ...(heldBack === undefined ? {} : { heldBack }),
    date: new Date().toISOString(),
    machine,
  };
  const change = ({ entries }: Results): Results => ({
    what: WHAT,
    tolerances: TOLERANCES,
    entries: { ...entries, [net]: { ...(entries[net] as object), [backend]: entry } },
  });
  await changeResults(files, 'test/bench/results/against-pytorch.json', change, ORDER);
}
