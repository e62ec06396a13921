import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { type Dataset, MemoryImages } from '#engine/data/image-set.ts';
import type { Shape } from '#models/graph.ts';
import { architectures, findArchitecture } from '#models/registry.ts';
import { defaultConfig } from '#store/set-up.ts';
import { useBackend as startBackend } from '#test/engine/backends.ts';
import { datasetOf } from '#test/engine/bars.ts';
import { measureMemory } from '#test/engine/measured-memory.ts';
import { changeResults, classroomForm } from '#test/engine/model/net-results.ts';
import { circumstancesInNode } from './machine.ts';

/** 'classroom': the catalogue's; 'paper': as published. */
type Preset = 'classroom' | 'paper';

interface Case {
  readonly id: string;
  readonly preset: Preset;
  readonly batchSize: number;
}

const RESULTS = 'test/bench/results/net-memory.json';
const WHAT =
  'Bytes that a training step and an evaluation of each net hold, in its classroom form and, where named so, as published; ratio = estimated / measured; memoryBytes: of the whole WASM memory in the end';

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

async function record(one: Case): Promise<void> {
  const { id, preset, batchSize } = one;
  const figures = { batchSize, ...(await measure(one)), ...circumstancesInNode(), threads: 1 };
  const part =
    preset === 'paper'
      ? { wasmAsPublished: figures }
      : { wasm: { classroom: classroomForm(id), ...figures } };
  await changeResults({ readFile: (file) => readFile(file, 'utf8'), writeFile }, RESULTS, ({ entries }) => ({
    what: WHAT,
    entries: { ...entries, [id]: { ...(entries[id] as object), ...part } },
  }));
  console.log(JSON.stringify({ id, ...part }));
}

/**
 * What a training step and an evaluation really hold in WASM memory, beside the estimate, and the size to which the
 * whole memory has grown: of every net into results/net-memory.json, where test/engine/model/memory.browser.test.ts
 * writes the parts `webgl`. With an id, of that net's classroom form alone; 'vgg16 paper 1' measures a net as published
 * in batches of one, and prints what it finds.
 */
export async function run([id, preset, batchSize]: string[]): Promise<void> {
  if (preset !== undefined) {
    const one: Case = { id: id!, preset: preset as Preset, batchSize: Number(batchSize) };
    console.log(JSON.stringify({ ...one, ...(await measure(one)) }));
    return;
  }
  const nets = id === undefined ? architectures : [findArchitecture(id)];
  const classroom = nets.map((net): Case => ({ id: net.id, preset: 'classroom', batchSize: 32 }));
  for (const one of [...classroom, ...(id === undefined ? PAPER : [])]) await record(one);
}
