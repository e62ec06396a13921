import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EngineFailure } from '#engine/engine-failure.ts';
import { floatTensor } from '#engine/formats/float-values.ts';
import { openWeights } from '#engine/formats/open-weights.ts';
import { encodeSafetensors } from '#engine/formats/safetensors.ts';
import { sizeInBytes } from '#engine/formats/tensors.ts';
import { mutated, mutation } from '#test/engine/data/mutations.ts';

/** `ZOO_FULL` throws as many at every reader as one would before a release. */
const RUNS = process.env['ZOO_FULL'] ? 10_000 : 200;
/** Of processor time, which other programs on the machine do not lengthen. */
const SLOWEST_MS = 2_000;
/** Beside the file's own size: room for the readers' windows. */
const MOST_ALLOCATED = 64 * 1024 * 1024;

const fileNamed = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../reference/weights/${name}`, import.meta.url)));
const safetensors = encodeSafetensors(
  [floatTensor('conv1.weight', [2, 3], new Float32Array(6)), floatTensor('b', [], new Float32Array(1))],
  { format: 'pt' },
);

const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  safetensors: Uint8Array.from(safetensors.flatMap((piece) => [...piece])),
  'a zip of PyTorch': fileNamed('state-dict.pth'),
  'a stream of PyTorch': fileNamed('checkpoint-legacy.pth'),
};

it.each(Object.keys(FILES))(
  '%s, damaged, gives tensors of the size that it says or is refused, soon and in little memory',
  async (name) => {
    const whole = FILES[name]!;
    expect((await openWeights('a', new Blob([whole]))).tensors.length).toBeGreaterThan(1);
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        const blob = new Blob([mutations.reduce(mutated, whole)]);
        const before = process.memoryUsage().arrayBuffers;
        const start = process.cpuUsage();
        try {
          const { tensors } = await openWeights('a', blob);
          for (const tensor of tensors) expect((await tensor.read()).length).toBe(sizeInBytes(tensor));
        } catch (thrown) {
          if (!(thrown instanceof EngineFailure)) throw thrown;
        }
        const { user, system } = process.cpuUsage(start);
        expect((user + system) / 1000).toBeLessThan(SLOWEST_MS);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_ALLOCATED);
      }),
      { numRuns: RUNS },
    );
  },
  600_000,
);
