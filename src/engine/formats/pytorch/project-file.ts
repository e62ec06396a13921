import { curvesFile } from '#engine/formats/curves-csv.ts';
import {
  type ExportedFile,
  type ExportedNet,
  fileStem,
  preprocessingOf,
  textPiece,
  type Values,
} from '#engine/formats/exported-net.ts';
import { floatTensor } from '#engine/formats/float-values.ts';
import { toPyTorch } from '#engine/formats/kernel-layout.ts';
import { pyTorchTensors } from '#engine/formats/pytorch-tensors.ts';
import { encodeSafetensors } from '#engine/formats/safetensors.ts';
import type { NamedTensor } from '#engine/formats/tensors.ts';
import { type ZippedFile, zipped } from '#engine/formats/zip-file.ts';
import { lookUp } from '#models/lookup.ts';
import { pyTorchKey, pyTorchWeights } from '#models/pytorch-weights.ts';
import { findArchitecture } from '#models/registry.ts';
import { modelFile } from './model-file.ts';
import dataSource from './project/data.py?raw';
import randomnessSource from './project/randomness.py?raw';
import recipeSource from './project/recipe.py?raw';
import tensorsSource from './project/tensors.py?raw';
import trainSource from './project/train.py?raw';
import { readmeFile } from './readme-file.ts';

/** A folder in which PyTorch goes on where the run stands: the net as source, its weights, and what trains it. */
export async function pyTorchProject(net: ExportedNet): Promise<ExportedFile> {
  const stem = `${fileStem(net)}-pytorch`;
  const weights = await pyTorchTensors(net.graph, net.take);
  const text = (path: string, content: string): ZippedFile => ({ path, pieces: [textPiece(content)] });
  const files = [
    text('README.md', readmeFile(net)),
    text('model.py', modelFile(net.graph, findArchitecture(net.graph.id))),
    text('train.py', trainSource),
    text('data.py', dataSource),
    text('randomness.py', randomnessSource),
    text('recipe.py', recipeSource),
    text('tensors.py', tensorsSource),
    text('run.json', `${JSON.stringify(runFacts(net), null, 2)}\n`),
    { path: 'weights.safetensors', pieces: encodeSafetensors([...weights.values()], { format: 'pt' }) },
    ...(net.slots === undefined || net.slots.size === 0
      ? []
      : [{ path: 'optimizer.safetensors', pieces: encodeSafetensors(slotTensors(net, net.slots)) }]),
    ...(net.points === undefined ? [] : [{ path: 'curves.csv', pieces: curvesFile(net).pieces }]),
  ];
  return { name: `${stem}.zip`, type: 'application/zip', pieces: zipped(stem, files) };
}

/** What run.json holds: all that train.py asks, and what the run came to. */
function runFacts(net: ExportedNet) {
  const { graph, config, run, appVersion } = net;
  const { recipe, validationFraction, seed, model } = config;
  return {
    program: `CNN zoo ${appVersion}`,
    model: { ...model, inputShape: graph.inputShape, numClasses: graph.numClasses },
    seed,
    validationFraction,
    recipe,
    preprocessing: preprocessingOf(net) ?? null,
    data: run === undefined ? null : dataFacts(run),
    step: run?.step ?? 0,
    status: run?.status ?? 'unfinished',
    epochs: run?.epochs ?? [],
    evaluations: run?.evaluations ?? [],
  };
}

function dataFacts({ data }: NonNullable<ExportedNet['run']>) {
  const { config, height, width, channels, classNames, trainCount, testCount, fingerprint } = data;
  return { ...config, height, width, channels, classNames, trainCount, testCount, fingerprint };
}

/** Under the key of their weight and what they hold: 'conv1.weight/velocity'. */
function slotTensors({ graph }: ExportedNet, slots: ReadonlyMap<string, Values>): NamedTensor[] {
  const weights = new Map(pyTorchWeights(graph).map((weight) => [weight.name, weight]));
  return [...slots].map(([name, values]) => {
    const end = name.lastIndexOf('/');
    const weight = lookUp(weights, name.slice(0, end));
    const key = `${pyTorchKey(weight.layer, weight.part)}${name.slice(end)}`;
    return floatTensor(key, weight.keyShape, toPyTorch(weight, values));
  });
}
