import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModuleName } from '#kernels/module.ts';
import { startBackends } from './backends.ts';
import { errorsOf, type Outputs, outputsOf, referenceOf, sweep } from './sweep/all.ts';
import type { Computation } from './sweep/computation.ts';
import { endWasm } from './wasm-anew.ts';

const bytesOf = (name: ModuleName) => readFile(new URL(`../../src/kernels/build/${name}`, import.meta.url));

/** The modules for memory that is not shared, as far as this engine runs them. */
const modules: ModuleName[] = [];
for (const name of ['kernels.wasm', 'kernels-relaxed.wasm'] as const) {
  if (WebAssembly.validate(await bytesOf(name))) modules.push(name);
}

const references = new Map<Computation, Outputs>();

async function reference(computation: Computation): Promise<Outputs> {
  const known = references.get(computation);
  if (known) return known;
  await tf.setBackend('cpu');
  const outputs = referenceOf(computation);
  references.set(computation, outputs);
  return outputs;
}

describe.each(modules)('on WASM, %s', (name) => {
  beforeAll(async () => {
    endWasm();
    // Whichever the engine prefers.
    await startBackends({ source: () => bytesOf(name) });
  });

  it.each(sweep.map((computation) => [computation.name, computation] as const))(
    '%s',
    async (_, computation) => {
      const expected = await reference(computation);
      await tf.setBackend('wasm');
      const before = tf.memory().numTensors;
      const outputs = outputsOf(computation.compute);
      expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
      expect(errorsOf(computation, outputs, expected)).toEqual({});
    },
  );
});
