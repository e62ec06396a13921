import { EngineFailure } from '#engine/engine-failure.ts';
import { FLOATS, type TensorFacts } from '#engine/formats/tensors.ts';
import type { LayerNames } from '#models/catalog.ts';
import type { Graph } from '#models/graph.ts';
import { headLayer } from '#models/head-layer.ts';
import { type PyTorchWeight, pyTorchKey, pyTorchWeights } from '#models/pytorch-weights.ts';
import type { AbsentWeight, LeftOutTensor } from '#protocol/loaded-weights.ts';

/** What programs that wrap a net put before its names: DataParallel, torch.compile, Lightning and others. */
const PREFIXES = /^(?:(?:module|_orig_mod|model|backbone)\.)+/;
const COUNTER = 'num_batches_tracked';

export interface MappedWeights<Tensor extends TensorFacts> {
  /** Each weight of the net with its tensor in the file. */
  readonly taken: readonly (readonly [weight: PyTorchWeight, tensor: Tensor])[];
  readonly prefix: string;
  readonly leftOut: readonly LeftOutTensor[];
  readonly absent: readonly AbsentWeight[];
}

export interface MappingOptions {
  readonly file: string;
  readonly otherLayerNames: readonly LayerNames[];
  /** Whether a head for another number of classes is left out. */
  readonly replacesHead: boolean;
}

/**
 * Finds the tensor of each weight of a net by the names of PyTorch's programs.
 * @throws EngineFailure 'weightsIncomplete' where a weight is missing (file, layer, expected: its shape), 'weightsMismatch'
 * for one of another shape or of no floats (file, layer, expected, found), 'weightsHeadMismatch' where nothing but the
 * number of classes differs (file, layer, expected, found).
 */
export function mapWeights<Tensor extends TensorFacts>(
  graph: Graph,
  tensors: readonly Tensor[],
  { file, otherLayerNames, replacesHead }: MappingOptions,
): MappedWeights<Tensor> {
  const { byName, prefix } = withoutPrefixes(tensors);
  const auxiliary = new Set(
    graph.nodes.filter((node) => node.auxiliary !== undefined).map(({ name }) => name),
  );
  const head = headLayer(graph);
  const taken: (readonly [PyTorchWeight, Tensor])[] = [];
  const absent: AbsentWeight[] = [];
  const used = new Set<Tensor>();
  const ofHead = new Set<Tensor>();
  for (const weight of pyTorchWeights(graph)) {
    const { name, layer, shape, part, key } = weight;
    const keys = [key, ...otherLayerNames.map(({ nameOf }) => pyTorchKey(nameOf(layer), part))];
    const tensor = keys.map((name) => byName.get(name)).find((found) => found !== undefined);
    const isHead = layer === head;
    if (tensor === undefined) {
      const reason = auxiliary.has(layer) ? 'auxiliary' : isHead && replacesHead ? 'head' : undefined;
      if (reason === undefined) {
        throw new EngineFailure('weightsIncomplete', { file, layer: key, expected: sides(weight.keyShape) });
      }
      absent.push({ name, shape, reason });
      continue;
    }
    if (isFor(weight, tensor)) {
      taken.push([weight, tensor]);
      used.add(tensor);
      continue;
    }
    const isOfOtherClasses = isHead && isForOtherClasses(weight, tensor);
    if (isOfOtherClasses && replacesHead) {
      absent.push({ name, shape, reason: 'head' });
      ofHead.add(tensor);
      continue;
    }
    const details = { file, layer: tensor.name };
    if (isOfOtherClasses) {
      const [found = 0] = tensor.shape;
      throw new EngineFailure('weightsHeadMismatch', { ...details, expected: graph.numClasses, found });
    }
    const found = FLOATS.includes(tensor.type)
      ? sides(tensor.shape)
      : `${tensor.type} ${sides(tensor.shape)}`;
    throw new EngineFailure('weightsMismatch', { ...details, expected: sides(weight.keyShape), found });
  }
  const leftOut = tensors
    .filter((tensor) => !used.has(tensor))
    .map(({ name, shape }): LeftOutTensor => ({ name, shape, reason: reasonOf(name) }));
  return { taken, prefix, leftOut, absent };

  function reasonOf(name: string): LeftOutTensor['reason'] {
    if (name.endsWith(COUNTER)) return 'counter';
    return [...ofHead].some((tensor) => tensor.name === name) ? 'head' : 'unknown';
  }
}

/** The tensors by their names in the net, and what has been taken from before them. */
function withoutPrefixes<Tensor extends TensorFacts>(tensors: readonly Tensor[]) {
  const byName = new Map<string, Tensor>();
  let prefix = '';
  for (const tensor of tensors) {
    const [before = ''] = PREFIXES.exec(tensor.name) ?? [];
    if (before.length > prefix.length) prefix = before;
    byName.set(tensor.name.slice(before.length), tensor);
  }
  return { byName, prefix };
}

/** Whether a tensor has the numbers of a weight. Fully connected layers may be convolutions of the same numbers. */
function isFor({ keyShape, window }: PyTorchWeight, { type, shape }: TensorFacts): boolean {
  if (!FLOATS.includes(type)) return false;
  if (window === undefined) return isSame(shape, keyShape);
  const [height, width, inputs, outputs] = window;
  return isSame(shape, [outputs, inputs, height, width]) || isSame(shape, [outputs, inputs * height * width]);
}

/** The same but for the outputs, which come first. */
function isForOtherClasses(weight: PyTorchWeight, { type, shape }: TensorFacts): boolean {
  const [outputs = 0, ...rest] = shape;
  const { keyShape, window } = weight;
  const own = { ...weight, keyShape: [outputs, ...keyShape.slice(1)] };
  const others = window === undefined ? own : { ...own, window: [...window.slice(0, 3), outputs] as never };
  return isFor(others, { name: '', type, shape: [outputs, ...rest] });
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** As people write a shape: 64 x 3 x 7 x 7. */
function sides(shape: readonly number[]): string {
  return shape.length === 0 ? '1' : shape.join(' × ');
}
