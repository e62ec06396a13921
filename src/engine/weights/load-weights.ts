import type { Dataset } from '#engine/data/image-set.ts';
import { areImageNetClasses } from '#engine/data/imagenet-classes.ts';
import { EngineFailure, toEngineError } from '#engine/engine-failure.ts';
import { floatValues } from '#engine/formats/float-values.ts';
import { fromPyTorch } from '#engine/formats/kernel-layout.ts';
import { openWeights } from '#engine/formats/open-weights.ts';
import { countOf, type StoredTensor, sizeInBytes } from '#engine/formats/tensors.ts';
import { sha256 } from '#engine/sha256.ts';
import { datasetFor, graphFor, Run } from '#engine/training/run.ts';
import type { Architecture } from '#models/catalog.ts';
import { KNOWN_WEIGHTS, type KnownWeights } from '#models/known-weights.ts';
import { itemAt } from '#models/lookup.ts';
import type { PyTorchWeight } from '#models/pytorch-weights.ts';
import { buildGraph, findArchitecture } from '#models/registry.ts';
import type { LoadedWeights } from '#protocol/loaded-weights.ts';
import type { ModelConfig, RunConfig } from '#protocol/run-config.ts';
import type { LoadWeights } from '#protocol/weights.ts';
import { netsFor } from './find-net.ts';
import { type MappedWeights, mapWeights } from './map-weights.ts';

/** Of the rate at which a net is trained from nothing, for one that goes on from weights that are good already. */
const FINE_TUNING = 0.1;

interface FileFacts {
  readonly file: string;
  readonly tensors: readonly StoredTensor[];
  readonly net: Architecture;
  readonly known: KnownWeights | undefined;
  readonly replacesHead: boolean;
}

export interface LoadingWeights {
  readonly signal: AbortSignal;
  /** Lets go of the net that was held, once the file has been found to fit. */
  makeRoom(): void | Promise<void>;
  onBytes(done: number, total: number): void;
}

export interface RunWithWeights {
  readonly run: Run;
  readonly weights: LoadedWeights;
}

/**
 * A run on `dataset` that has done no step, with the weights of a file.
 * @throws EngineFailure as the readers, `mapWeights` and `Run` do; the signal's reason.
 */
export async function loadWeights(
  wanted: Pick<LoadWeights, 'config' | 'isNetFixed' | 'replacesHead' | 'file'>,
  dataset: Dataset,
  { signal, makeRoom, onBytes }: LoadingWeights,
): Promise<RunWithWeights> {
  const { file: blob, path: file } = wanted.file;
  const { format, tensors } = await openWeights(file, blob);
  const nets = candidatesFor(tensors, wanted);
  const known = await recognise(file, tensors, nets);
  const net = known === undefined ? itemAt(nets, 0) : findArchitecture(known.net);
  const { replacesHead } = wanted;
  const { config, mapped } = fitNet({ file, tensors, net, known, replacesHead }, wanted.config, dataset);
  const { taken, prefix, leftOut, absent } = mapped;
  signal.throwIfAborted();
  await makeRoom();
  const run = fittingRun(config, dataset);
  try {
    const total = taken.reduce((sum, [, tensor]) => sum + (sizeInBytes(tensor) ?? 0), 0);
    let done = 0;
    for (const [weight, tensor] of taken) {
      signal.throwIfAborted();
      run.setSomeWeights(new Map([[weight.name, await valuesOf(weight, tensor)]]));
      done += sizeInBytes(tensor) ?? 0;
      onBytes(done, total);
    }
  } catch (thrown) {
    run.dispose();
    throw thrown;
  }
  const weights: LoadedWeights = {
    file,
    sizeBytes: blob.size,
    format,
    types: [...new Set(taken.map(([, { type }]) => type))],
    prefix,
    taken: taken.length,
    parameters: taken.reduce((sum, [{ shape }]) => sum + countOf(shape), 0),
    leftOut,
    absent,
    ...(known !== undefined && { known: known.id }),
  };
  return { run, weights };
}

async function valuesOf(
  weight: PyTorchWeight,
  { type, read }: StoredTensor,
): Promise<Float32Array<ArrayBuffer>> {
  return fromPyTorch(weight, floatValues(type, await read()));
}

/** The nets that a file can be for: the one that is wanted, or any, the set-up's first. */
function candidatesFor(
  tensors: readonly StoredTensor[],
  { config, isNetFixed }: Pick<LoadWeights, 'config' | 'isNetFixed'>,
): readonly Architecture[] {
  const own = findArchitecture(config.model.id);
  if (isNetFixed) return [own];
  const fitting = netsFor(tensors);
  // Where none fits as published, the set-up's own form may; if not, what differs is said of that net.
  return fitting.length === 0 || fitting.includes(own)
    ? [own, ...fitting.filter((net) => net !== own)]
    : fitting;
}

/** The weights by what is in them, where they are known. */
async function recognise(
  file: string,
  tensors: readonly StoredTensor[],
  nets: readonly Architecture[],
): Promise<KnownWeights | undefined> {
  for (const { id, otherLayerNames = [] } of nets) {
    const known = KNOWN_WEIGHTS.filter(({ net }) => net === id);
    if (known.length === 0) continue;
    const mapped = attempt(() =>
      mapWeights(buildGraph(id), tensors, { file, otherLayerNames, replacesHead: true }),
    );
    if (mapped instanceof EngineFailure) continue;
    const [first] = mapped.taken;
    if (first === undefined) continue;
    const digest = await sha256(new Uint8Array((await valuesOf(...first)).buffer));
    const found = known.find(({ firstKernel }) => firstKernel === digest);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Fitting {
  readonly config: RunConfig;
  readonly mapped: MappedWeights<StoredTensor>;
}

/**
 * The net as published or in the form of the set-up, with the classes of the data or, where the data has some of those,
 * with ImageNet's.
 * @throws EngineFailure: what differs in the first of these.
 */
function fitNet(
  { file, tensors, net, known, replacesHead }: FileFacts,
  config: RunConfig,
  dataset: Dataset,
): Fitting {
  const { id, choices, otherLayerNames = [] } = net;
  const { model } = config;
  const isSetUp = model.id === id;
  const preprocessing = known?.preprocessing ?? net.preprocessing;
  const published: ModelConfig = {
    id,
    width: 1,
    choices: { ...defaults(choices), ...(isSetUp ? model.choices : {}), ...known?.choices },
    ...(preprocessing && { preprocessing }),
  };
  const recipe = isSetUp ? config.recipe : net.recipe;
  const forms = isSetUp ? [published, model] : [published];
  const classes = areImageNetClasses(dataset.classNames) ? ([undefined, 'imagenet'] as const) : [undefined];
  const tried = forms
    .flatMap((form) => classes.map((of) => (of === undefined ? form : { ...form, classes: of })))
    .map((model) => {
      const fitted = {
        ...config,
        recipe: { ...recipe, learningRate: recipe.learningRate * FINE_TUNING },
        model,
      };
      return attempt((): Fitting => {
        const graph = graphFor(fitted, datasetFor(fitted, dataset));
        return {
          config: fitted,
          mapped: mapWeights(graph, tensors, { file, otherLayerNames, replacesHead }),
        };
      });
    });
  const found = tried.find((one) => !(one instanceof EngineFailure));
  if (found instanceof EngineFailure || found === undefined) throw itemAt(tried, 0);
  return found;
}

function defaults(choices: Architecture['choices']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(choices).map(([key, { values }]) => [key, itemAt(values, 0).value]),
  );
}

/** A failure as a value, so that another form can be tried. */
function attempt<T>(body: () => T): T | EngineFailure {
  try {
    return body();
  } catch (thrown) {
    if (thrown instanceof EngineFailure) return thrown;
    throw thrown;
  }
}

/** With the largest batch that the backend can hold in training, for the day when it is trained further. */
function fittingRun(config: RunConfig, dataset: Dataset): Run {
  const { recipe } = config;
  try {
    return new Run(config, dataset);
  } catch (thrown) {
    const { code } = toEngineError(thrown);
    if (recipe.batchSize === 1 || (code !== 'memoryTooSmall' && code !== 'tensorTooLarge')) throw thrown;
    const batchSize = Math.floor(recipe.batchSize / 2);
    return fittingRun({ ...config, recipe: { ...recipe, batchSize } }, dataset);
  }
}
