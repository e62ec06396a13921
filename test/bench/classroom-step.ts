import { readFile, writeFile } from 'node:fs/promises';
import { buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { servingModule } from '#kernels/serving-module.ts';
import type { Architecture } from '#models/catalog.ts';
import { architectures, buildGraph, findArchitecture } from '#models/registry.ts';
import { useBackend as startBackend } from '#test/engine/backends.ts';
import { changeResults, classroomForm } from '#test/engine/model/net-results.ts';
import { end, IMAGES, start, step } from '#test/engine/model/overfitting.ts';
import { circumstancesInNode } from './machine.ts';

const RESULTS = 'test/bench/results/classroom-step.json';
const WHAT =
  'Milliseconds of the shortest of six training steps of 32 images with each net in its classroom form, on WASM, one thread; and from the drawing of VGG-16 as published to its model with all initial weights, the first time and once more';
const TIMES = 6;

const files = { readFile: (file: string) => readFile(file, 'utf8'), writeFile };
const whole = (milliseconds: number) => Math.round(milliseconds);

/** Milliseconds of the shortest of several steps of 32 images in the net's classroom form, losses read. */
async function shortestStepMs(architecture: Architecture): Promise<number> {
  const started = await start(architecture, {});
  let shortest = Infinity;
  for (let i = 0; i < TIMES; i++) {
    const startedAt = performance.now();
    await step(started, 1e-5);
    shortest = Math.min(shortest, performance.now() - startedAt);
  }
  end(started);
  return whole(shortest);
}

async function recordStep(architecture: Architecture): Promise<void> {
  const { id } = architecture;
  const entry = {
    classroom: classroomForm(id),
    batchSize: IMAGES,
    stepMs: await shortestStepMs(architecture),
    ...circumstancesInNode(),
    threads: 1,
    module: servingModule()?.name,
  };
  await changeResults(files, RESULTS, ({ entries, ...headings }) => ({
    ...headings,
    what: WHAT,
    entries: { ...entries, [id]: entry },
  }));
  console.log(`${id}: ${entry.stepMs} ms`);
}

/** Milliseconds from VGG-16's drawing to its model with all initial weights: the first time, and once more. */
async function recordInitialWeights(): Promise<void> {
  const once = () => {
    const startedAt = performance.now();
    buildModel(buildGraph('vgg16'), new Random(1)).dispose();
    return whole(performance.now() - startedAt);
  };
  const vgg16InitialWeights = { first: once(), again: once(), ...circumstancesInNode(), threads: 1 };
  await changeResults(files, RESULTS, (results) => ({ ...results, vgg16InitialWeights }));
}

/** Writes results/classroom-step.json; with an id, that net's entry alone. WASM, one thread; nothing else should run. */
export async function run([id]: string[]): Promise<void> {
  await startBackend('wasm');
  if (id === undefined) await recordInitialWeights();
  for (const net of id === undefined ? architectures : [findArchitecture(id)]) await recordStep(net);
}
