import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintOf } from '#engine/data/fingerprint.ts';
import type { Dataset, MemoryImages } from '#engine/data/image-set.ts';
import { runNet } from '#engine/export/run-net.ts';
import type { ExportedFile, ExportedNet } from '#engine/formats/exported-net.ts';
import { floatTensor } from '#engine/formats/float-values.ts';
import { modelFile } from '#engine/formats/pytorch/model-file.ts';
import tensorsSource from '#engine/formats/pytorch/project/tensors.py?raw';
import { pyTorchProject } from '#engine/formats/pytorch/project-file.ts';
import { pyTorchTensors } from '#engine/formats/pytorch-tensors.ts';
import { encodeSafetensors, openSafetensors } from '#engine/formats/safetensors.ts';
import { TrainingControl } from '#engine/training/control.ts';
import { Run } from '#engine/training/run.ts';
import { train } from '#engine/training/train.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { useBackend } from '#test/engine/backends.ts';
import { bars } from '#test/engine/bars.ts';
import { lenetConfig } from '#test/engine/training/configs.ts';
import { channelsFirst, contentOf, EXPORTED, exportable, relativeError } from './exported-nets.ts';
import { python, runPython } from './python.ts';

const checkProjects = fileURLToPath(new URL('check_projects.py', import.meta.url));
/** PyTorch 1.13 does not know what to do with its own defaults of the last two under Python 3.11. */
const TORCHRUN = '-m torch.distributed.run --standalone --nproc_per_node=2 --redirects=1 --tee=1'.split(' ');
const PAPER = { authors: 'A. Author', title: 'A Title', venue: 'Here', url: 'https://example.org' };

async function unzipInto(folder: string, file: ExportedFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(unzipSync(contentOf(file)))) {
    await writeFile(path.join(folder, path.basename(name)), bytes);
  }
}

describe.skipIf(python === undefined)('an exported PyTorch project, in PyTorch', { timeout: 120_000 }, () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'zoo-export-'));
    await useBackend('wasm');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes the weights strictly and gives the logits of the net, with auxiliary heads in training', async () => {
    const heads: Record<string, number> = {};
    for (const [name, graph] of EXPORTED) {
      const { net, images, logits } = await exportable(graph());
      const stem = name.replaceAll(' ', '_');
      const inner = path.join(folder, 'nets', stem);
      heads[stem] = net.graph.auxiliaryOutputs.length;
      await mkdir(inner, { recursive: true });
      const write = (file: string, content: string | Uint8Array) =>
        writeFile(path.join(inner, file), content);
      await write('model.py', modelFile(net.graph, { name, paper: PAPER }));
      await write('tensors.py', tensorsSource);
      const weights = await pyTorchTensors(net.graph, net.take);
      await write('weights.safetensors', contentOf({ pieces: encodeSafetensors([...weights.values()]) }));
      const [height, width, channels] = net.graph.inputShape;
      const expected = [
        floatTensor('images', [3, channels, height, width], Float32Array.from(channelsFirst(images))),
        floatTensor('logits', [3, net.graph.numClasses], Float32Array.from(logits)),
      ];
      images.dispose();
      await write('logits.safetensors', contentOf({ pieces: encodeSafetensors(expected) }));
    }
    const found = JSON.parse(await runPython([checkProjects, path.join(folder, 'nets')], folder)) as Record<
      string,
      { readonly difference: number; readonly heads: number; readonly weights: number }
    >;
    expect(Object.keys(found).sort()).toEqual(Object.keys(heads).sort());
    for (const [name, { difference, ...counts }] of Object.entries(found)) {
      expect(difference, name).toBeLessThan(1e-4);
      expect(counts, name).toEqual({ heads: heads[name], weights: heads[name] });
    }
  });

  /** LeNet-5 on bars, which has neither dropout nor batch norm: PyTorch's steps must be ours. */
  const config = lenetConfig(
    {
      optimizer: 'momentum',
      learningRate: 0.02,
      weightDecay: 0.001,
      epochs: 4,
      schedule: 'cosine',
      warmupSteps: 4,
      augmentation: { shiftPixels: 2, rotationDegrees: 10, scaleFraction: 0.1, flip: true },
    },
    { validationFraction: 0.2 },
  );

  /** What the engine comes to after some steps. */
  async function trained(config: RunConfig, dataset: Dataset, steps: number) {
    const run = new Run(config, dataset);
    const control = new TrainingControl();
    const weights = new Map<string, Float32Array>();
    for await (const event of train(stopping(run, steps, control), control)) void event;
    for (const [name, values] of await run.weights()) weights.set(name, values);
    const net = runNet(run.built.graph, await factsOf(run), [], weights, await run.slots());
    run.dispose();
    return net;
  }

  const recipes = [
    ['momentum', {}],
    ['Adam', { optimizer: 'adam', learningRate: 0.002, schedule: 'oneCycle' }],
    ['nesterov', { optimizer: 'nesterov', schedule: 'step', stepEpochs: 1, stepFactor: 0.5 }],
    ['AdamW', { optimizer: 'adamw', learningRate: 0.002, weightDecay: 0.1 }],
    ['RMSProp', { optimizer: 'rmsprop', learningRate: 0.001, schedule: 'constant' }],
  ] as const;
  // Each starts PyTorch three times.
  const tried = process.env['ZOO_FULL'] ? recipes : recipes.slice(0, 2);

  it.each(tried)('goes on for two processes with %s as the engine itself would', async (name, recipe) => {
    const dataset = bars(100, 20);
    const changed: RunConfig = { ...config, recipe: { ...config.recipe, ...recipe } };
    const [before, after] = [await trained(changed, dataset, 5), await trained(changed, dataset, 15)];
    const inner = path.join(folder, name);
    await unzipInto(inner, await pyTorchProject(before));
    const data = path.join(inner, 'data');
    await writeIdx(data, dataset);
    const output = await runPython(
      [...TORCHRUN, 'train.py', '--data', data, '--device', 'cpu', '--steps', '10'],
      inner,
    );
    expect(output).not.toContain('not the images of the run');
    const written = await readFile(path.join(inner, 'trained/weights.safetensors'));
    const { tensors } = await openSafetensors('weights.safetensors', new Blob([written]));
    const expected = await pyTorchTensors(after.graph, after.take);
    const byKey = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    expect([...byKey.keys()].sort()).toEqual([...expected.values()].map((tensor) => tensor.name).sort());
    for (const { name, bytes } of expected.values()) {
      const values = new Float32Array((await byKey.get(name)!.read()).buffer);
      expect(relativeError(values, new Float32Array(bytes.buffer)), name).toBeLessThan(1e-3);
    }
    const state = JSON.parse(await readFile(path.join(inner, 'trained/run.json'), 'utf8'));
    expect(state).toMatchObject({ step: 15, status: 'unfinished', test: { images: 20 } });
  });
});

/** The run, stopped after some of its steps. */
function stopping(run: Run, steps: number, control: TrainingControl): Run {
  const update = run.update.bind(run);
  run.update = (...of) => {
    const scores = update(...of);
    if (run.step === steps) control.stop();
    return scores;
  };
  return run;
}

async function factsOf(run: Run): Promise<NonNullable<ExportedNet['run']>> {
  const { config, dataset, plan, step } = run;
  const { height, width, channels } = dataset.train;
  const splits = { train: dataset.train as MemoryImages, test: dataset.test as MemoryImages };
  const data = {
    config: dataset.config,
    height,
    width,
    channels,
    classNames: dataset.classNames,
    trainCount: dataset.train.count,
    testCount: dataset.test.count,
    trainHistogram: [],
    testHistogram: [],
    ...dataset.normalisation,
    fingerprint: await fingerprintOf(splits),
    origin: 'files' as const,
    kept: false,
    skippedCount: 0,
    skipped: [],
    notes: [],
  };
  return { config, data, plan, status: 'stopped', step, elapsedMs: 0, epochs: [], evaluations: [] };
}

/** The four files of MNIST's format. */
async function writeIdx(folder: string, { train, test }: Dataset): Promise<void> {
  await mkdir(folder, { recursive: true });
  const header = (...words: number[]) => Buffer.from(Uint32Array.from(words).buffer).swap32();
  for (const [stem, images] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    const { count, height, width, pixels, labels } = images as MemoryImages;
    const write = (name: string, parts: Uint8Array[]) =>
      writeFile(path.join(folder, `${stem}-${name}-ubyte`), Buffer.concat(parts));
    await write('images-idx3', [header(0x803, count, height, width), pixels]);
    await write('labels-idx1', [header(0x801, count), Uint8Array.from(labels)]);
  }
}
