import { alexnet } from './alexnet.ts';
import type { Architecture, BuildOptions, Preset } from './catalog.ts';
import { densenet } from './densenet.ts';
import { googlenet } from './googlenet.ts';
import { googlenetTorchvision } from './googlenet-torchvision.ts';
import { formatShape, type Graph, GraphError } from './graph.ts';
import { inceptionResNetV2Family } from './inception-resnet-v2.ts';
import { inceptionV2Family } from './inception-v2.ts';
import { inceptionV3Family } from './inception-v3.ts';
import { inceptionV4Family } from './inception-v4.ts';
import { lenet } from './lenet.ts';
import { lenet1998 } from './lenet-1998.ts';
import { resnet } from './resnet.ts';
import { resnetCifar } from './resnet-cifar.ts';
import { squeezenet } from './squeezenet.ts';
import { vgg } from './vgg.ts';
import { zfnet } from './zfnet.ts';

/** Entries by id, in the order given; throws a GraphError when an id comes twice. */
export function indexById(entries: readonly Architecture[]): ReadonlyMap<string, Architecture> {
  const byId = new Map<string, Architecture>();
  for (const entry of entries) {
    if (byId.has(entry.id)) throw new GraphError(entry.id, 'this id is in the registry twice');
    byId.set(entry.id, entry);
  }
  return byId;
}

/** Every architecture of the zoo by id, in the order of history. One line a family. */
const BY_ID = indexById([
  ...lenet,
  ...lenet1998,
  ...alexnet,
  ...zfnet,
  ...vgg,
  ...googlenet,
  ...googlenetTorchvision,
  ...inceptionV2Family,
  ...inceptionV3Family,
  ...resnet,
  ...resnetCifar,
  ...inceptionV4Family,
  ...inceptionResNetV2Family,
  squeezenet,
  densenet,
]);

export const architectures: readonly Architecture[] = [...BY_ID.values()];

export function findArchitecture(id: string): Architecture {
  const found = BY_ID.get(id);
  if (found === undefined) {
    throw new GraphError(id, `is not in the zoo; known are ${[...BY_ID.keys()].join(', ')}`);
  }
  return found;
}

/** Whether a form of a net is not the one published: another input, width or stem. */
export function isAdapted(published: Architecture, { inputShape, width, stem }: Preset): boolean {
  return (
    stem !== 'paper' || width !== 1 || inputShape.some((side, axis) => side !== published.inputShape[axis])
  );
}

/** Far beyond any use. Within these bounds, the analysis refuses what has counts that a double cannot hold exactly. */
const WIDEST = 100;
const LONGEST_SIDE = 10_000;
const MOST_CLASSES = 1_000_000;

/** The input is too small for the form that was asked for. */
export class SmallInputError extends GraphError {
  /** Whether the form for small images takes it. */
  readonly isForSmallStem: boolean;
  constructor(id: string, message: string, isForSmallStem: boolean) {
    super(id, isForSmallStem ? `${message}; its stem for small images takes it` : message);
    this.isForSmallStem = isForSmallStem;
  }
}

/** Draws a net; what `options` leaves out is as published. */
export function buildGraph(id: string, options: Partial<BuildOptions> = {}): Graph {
  const architecture = findArchitecture(id);
  const { inputShape = architecture.inputShape, numClasses = architecture.numClasses } = options;
  const { width = 1, stem = 'paper', choices = {} } = options;
  if (!(width > 0 && width <= WIDEST)) {
    throw new GraphError(
      id,
      `width multiplies the channels and must be above 0 and at most ${WIDEST}, found ${width}`,
    );
  }
  if (inputShape.some((side) => side > LONGEST_SIDE)) {
    const found = formatShape(inputShape);
    throw new GraphError(id, `the input may have at most ${LONGEST_SIDE} along each side, found ${found}`);
  }
  if (numClasses > MOST_CLASSES) {
    throw new GraphError(id, `a classifier may have at most ${MOST_CLASSES} classes, found ${numClasses}`);
  }
  for (const [key, value] of Object.entries(choices)) {
    if (!architecture.choices[key]?.values.some((allowed) => allowed.value === value)) {
      throw new GraphError(id, `has no choice '${key}' of '${value}'`);
    }
  }
  const { minimumInputSide: minimum } = stem === 'small' ? smallStemOf(architecture) : architecture;
  const side = Math.min(inputShape[0], inputShape[1]);
  if (side < minimum) {
    const isForSmall = side >= (architecture.smallStem?.minimumInputSide ?? minimum);
    const found = `needs an input of at least ${minimum}x${minimum}, found ${inputShape[0]}x${inputShape[1]}`;
    throw new SmallInputError(id, found, isForSmall);
  }
  const adapted =
    numClasses !== architecture.numClasses || isAdapted(architecture, { inputShape, width, stem });
  return { ...architecture.build({ inputShape, numClasses, width, stem, choices }), adapted };
}

function smallStemOf({ id, smallStem }: Architecture): NonNullable<Architecture['smallStem']> {
  if (smallStem === undefined) {
    throw new GraphError(id, 'has no small-images form: it takes small images as published');
  }
  return smallStem;
}
