import { mkdir, writeFile } from 'node:fs/promises';
import { buildModel } from '#engine/model/build-model.ts';
import { Random } from '#engine/random.ts';
import { servingModule } from '#kernels/serving-module.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { useBackend as startBackend } from '#test/engine/backends.ts';
import { end, IMAGES, start, step } from '#test/engine/model/overfitting.ts';
import { circumstancesInNode } from './machine.ts';

const TIMES = 6;

const whole = (milliseconds: number) => Math.round(milliseconds);

/** Milliseconds of the shortest of several steps of 32 images in each net's classroom form, losses read. */
async function steps(): Promise<Record<string, number>> {
  const stepMs: Record<string, number> = {};
  for (const architecture of architectures) {
    const started = await start(architecture, {});
    let shortest = Infinity;
    for (let i = 0; i < TIMES; i++) {
      const startedAt = performance.now();
      await step(started, 1e-5);
      shortest = Math.min(shortest, performance.now() - startedAt);
    }
    stepMs[architecture.id] = whole(shortest);
    end(started);
  }
  return stepMs;
}

/** Milliseconds from VGG-16's drawing to its model with all initial weights: the first time, and once more. */
function initialWeights(): { first: number; again: number } {
  const once = () => {
    const startedAt = performance.now();
    buildModel(buildGraph('vgg16'), new Random(1)).dispose();
    return whole(performance.now() - startedAt);
  };
  return { first: once(), again: once() };
}

/** Writes results/classroom-step.json. WASM, one thread; nothing else should run. */
export async function run(): Promise<void> {
  await startBackend('wasm');
  const results = {
    ...circumstancesInNode(),
    threads: 1,
    module: servingModule()?.name,
    vgg16InitialWeightsMs: initialWeights(),
    batchSize: IMAGES,
    stepMs: await steps(),
  };
  const text = `${JSON.stringify(results, null, 2)}\n`;
  await mkdir('test/bench/results', { recursive: true });
  await writeFile('test/bench/results/classroom-step.json', text);
  console.log(text);
}
