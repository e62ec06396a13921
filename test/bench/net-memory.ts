import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Dataset } from '#engine/data/dataset.ts';
import type { Shape } from '#models/graph.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/run-config.ts';
import { useBackend as startBackend } from '#test/engine/backends.ts';
import { measureMemory } from '#test/engine/measured-memory.ts';

interface Case {
  readonly id: string;
  readonly preset: 'classroom' | 'paper';
  readonly batchSize: number;
}

/** As published, where this machine's 4 GiB of WASM memory and a minute's patience allow. */
const PAPER: readonly Case[] = [
  { id: 'resnet18', preset: 'paper', batchSize: 2 },
  { id: 'alexnet', preset: 'paper', batchSize: 8 },
  { id: 'googlenet', preset: 'paper', batchSize: 8 },
  { id: 'resnet50', preset: 'paper', batchSize: 4 },
  { id: 'inception_v3', preset: 'paper', batchSize: 2 },
  { id: 'vgg16', preset: 'paper', batchSize: 1 },
];

/** Images of zeros: what they show makes no difference to the memory. */
function blank(count: number, [height, width, channels]: Shape, numClasses: number): Dataset {
  const set = {
    count,
    height,
    width,
    channels,
    pixels: new Uint8Array(count * height * width * channels).fill(1),
    labels: new Uint8Array(count),
  };
  const classNames = Array.from({ length: numClasses }, (_, i) => String(i));
  return { id: 'digits', classNames, train: set, test: set };
}

function measure({ id, preset, batchSize }: Case) {
  const architecture = findArchitecture(id);
  const config = defaultConfig(architecture);
  const { recipe, model } = config;
  const isPaper = preset === 'paper';
  const shape: Shape = isPaper ? architecture.inputShape : [28, 28, 1];
  const form = isPaper ? { id, width: 1, choices: model.choices } : model;
  const dataset = blank(batchSize, shape, isPaper ? architecture.numClasses : 10);
  return measureMemory({ ...config, model: form, recipe: { ...recipe, batchSize } }, dataset);
}

/**
 * What a training step and an evaluation really hold in WASM memory, beside the estimate. Writes
 * results/net-memory.json. Arguments such as 'vgg16 paper 1' measure that one alone and print it, with the size that
 * the whole memory has grown to.
 */
export async function run([id, preset, batchSize]: string[]): Promise<void> {
  await startBackend('wasm');
  if (id !== undefined) {
    const one: Case = { id, preset: preset as Case['preset'], batchSize: Number(batchSize) };
    console.log(JSON.stringify({ ...one, ...measure(one) }));
    return;
  }
  const classroom = architectures.map((net): Case => ({ id: net.id, preset: 'classroom', batchSize: 32 }));
  const results: object[] = [];
  for (const one of [...classroom, ...PAPER]) {
    const { training, evaluation } = measure(one);
    results.push({ ...one, training, evaluation });
    console.log(JSON.stringify(results.at(-1)));
    const report = {
      date: new Date().toISOString(),
      machine: { processor: cpus()[0]!.model, node: process.version },
      units: 'bytes; ratio = estimated / measured',
      results,
    };
    const folder = new URL('./results/', import.meta.url);
    await mkdir(folder, { recursive: true });
    // After each, so that what was measured is kept when a large net takes too long.
    await writeFile(new URL('net-memory.json', folder), `${JSON.stringify(report, null, 2)}\n`);
  }
}
