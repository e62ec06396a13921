import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { type Dataset, MemoryImages } from '#engine/data/image-set.ts';
import type { Shape } from '#models/graph.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend as startBackend } from '#test/engine/backends.ts';
import { datasetOf } from '#test/engine/bars.ts';
import { measureMemory } from '#test/engine/measured-memory.ts';
import { circumstancesInNode } from './machine.ts';

/** 'classroom': the catalogue's; 'paper': as published. */
type Preset = 'classroom' | 'paper';

interface Case {
  readonly id: string;
  readonly preset: Preset;
  readonly batchSize: number;
}

const RESULTS = new URL('./results/net-memory.json', import.meta.url);

/** As published, where this machine's 4 GiB of WASM memory and a minute's patience allow. */
const PAPER: readonly Case[] = [
  { id: 'resnet18', preset: 'paper', batchSize: 2 },
  { id: 'alexnet', preset: 'paper', batchSize: 8 },
  { id: 'googlenet', preset: 'paper', batchSize: 8 },
  { id: 'resnet50', preset: 'paper', batchSize: 4 },
  { id: 'inception_v3', preset: 'paper', batchSize: 2 },
  { id: 'vgg16', preset: 'paper', batchSize: 1 },
];

/** Images of one grey: what they show makes no difference to the memory. */
function blank(count: number, [height, width, channels]: Shape, numClasses: number): Dataset {
  const pixels = new Uint8Array(count * height * width * channels).fill(1);
  const set = new MemoryImages({ height, width, channels }, pixels, new Uint16Array(count));
  return datasetOf(set, set, numClasses);
}

/** A backend whose memory nothing has made grow yet. */
async function startAfresh(): Promise<void> {
  const factory = tf.findBackendFactory('wasm');
  if (tf.engine().backendNames().includes('wasm')) tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  await startBackend('wasm');
}

async function measure({ id, preset, batchSize }: Case) {
  await startAfresh();
  const architecture = findArchitecture(id);
  const config = defaultConfig(architecture);
  const { recipe, model } = config;
  const isPaper = preset === 'paper';
  const form = isPaper ? { id, width: 1, choices: model.choices } : model;
  const { inputShape, numClasses, classroom } = architecture;
  const dataset = isPaper
    ? blank(batchSize, inputShape, numClasses)
    : blank(batchSize, classroom.inputShape, 10);
  return measureMemory({ ...config, model: form, recipe: { ...recipe, batchSize } }, dataset);
}

/**
 * What a training step and an evaluation really hold in WASM memory, beside the estimate, and the size to which the
 * whole memory has grown. Writes the part `wasm` of results/net-memory.json; test/engine/model/memory.browser.test.ts
 * writes the part `webgl`. Arguments such as 'vgg16 paper 1' measure that one alone and print it.
 */
export async function run([id, preset, batchSize]: string[]): Promise<void> {
  if (id !== undefined) {
    const one: Case = { id, preset: preset as Preset, batchSize: Number(batchSize) };
    console.log(JSON.stringify({ ...one, ...(await measure(one)) }));
    return;
  }
  const classroom = architectures.map((net): Case => ({ id: net.id, preset: 'classroom', batchSize: 32 }));
  const results: object[] = [];
  for (const one of [...classroom, ...PAPER]) {
    results.push({ ...one, ...(await measure(one)) });
    console.log(JSON.stringify(results.at(-1)));
  }
  const wasm = { ...circumstancesInNode(), threads: 1, results };
  const { webgl } = JSON.parse(await readFile(RESULTS, 'utf8')) as { readonly webgl?: object };
  const units = 'bytes; ratio = estimated / measured; memoryBytes: of the whole memory in the end';
  await writeFile(RESULTS, `${JSON.stringify({ units, wasm, webgl }, null, 2)}\n`);
}
