import type { Page } from 'playwright';
import type { Contestant, NotApplicable } from './contestants/contestant.ts';
import { type Entry, labelOf, tfjs } from './field.ts';
import { LAYERS, type Layer, nameOf } from './layer-list.ts';
import { medianOf, round, summarise } from './statistics.ts';
import { type ConvolutionTask, type Direction, operationsOf, type ProductTask, tapsInside } from './task.ts';

const DIRECTIONS: readonly Direction[] = ['forward', 'filterGradient', 'inputGradient'];
const PRODUCT_SIZES = [256, 512, 1024];
const QUICK_LAYERS = LAYERS.filter((_, i) => i % 7 === 1);

const ROUNDS = 5;
/** Work of one contestant in one round. */
const ROUND_MS = 60;
/** Longer, so that the first run of a product, with nothing in the caches, is not the only one. */
const PRODUCT_MS = 150;
/** The slow take as many images as make no more operations than this, and one round. */
const SLOW_OPERATIONS = 10e6;
/** From here on a layer counts as wide: both its input and its output have so many channels. */
const WIDE = 32;

interface Speed {
  /** Of the median and of the fastest run. */
  readonly gigaflops: number;
  readonly bestGigaflops: number;
}

interface LayerSpeed extends Speed {
  /** Where it is not the layer's: GFLOP/s of slow contestants come from fewer images. */
  readonly batchSize?: number;
  /** Both gradients were computed, and both are counted. */
  readonly bothGradients?: true;
}

export interface LayerResult {
  readonly layer: string;
  readonly direction: Direction;
  readonly megaflop: number;
  /** The part of the taps that is not on padding; all are counted as work. */
  readonly tapsInside: number;
  /**
   * Ours on one thread against our fastest square product on one thread, measured right before it: the median over
   * the rounds of the ratio of the medians in one round.
   */
  readonly partOfProduct: number;
  /** The median of all its runs against that of the fastest square product measured on its own. */
  readonly partOfBestProduct: number;
  readonly contestants: Readonly<Record<string, LayerSpeed | NotApplicable>>;
}

interface Lowest {
  readonly layer: string;
  readonly partOfProduct: number;
  readonly partOfBestProduct: number;
}

export interface LayersResult {
  /** The compiled module of ours that each contestant ran. */
  readonly modules: Readonly<Record<string, string>>;
  /** Square matrix products measured on their own, by contestant and size. */
  readonly products: Readonly<Record<string, Readonly<Record<string, Speed>>>>;
  /** That of our fastest product on one thread; the layers stand next to it. */
  readonly productSize: number;
  /** The slowest layer of ours, by stride and direction, of those with 32 channels or more on both sides. */
  readonly lowest: Readonly<Record<string, Readonly<Partial<Record<Direction, Lowest>>>>>;
  readonly layers: readonly LayerResult[];
}

interface Running {
  readonly label: string;
  readonly entry: Entry;
  readonly contestant: Contestant;
}

/** Single convolutions forward and backward, next to the matrix product, in turn. */
export async function measureLayers(
  page: Page,
  field: readonly Entry[],
  quick: boolean,
): Promise<LayersResult> {
  const running: Running[] = [];
  for (const entry of field.filter(({ slow }) => !quick || !slow)) {
    running.push({ label: labelOf(entry), entry, contestant: await entry.open() });
  }
  const fast = running.filter(({ entry }) => !entry.slow);
  const ours = fast[0]!.label;
  const products = await measureProducts(fast);
  const best = products[ours]!;
  const productSize = PRODUCT_SIZES.reduce((a, b) => (best[b]!.gigaflops > best[a]!.gigaflops ? b : a));
  const product: ProductTask = { kind: 'product', size: productSize };
  const multiplier = await tfjs(page, 'ours', 1).open();
  await multiplier.prepare(product);

  const layers: LayerResult[] = [];
  const lowest: Record<string, Partial<Record<Direction, Lowest>>> = {};
  for (const shape of quick ? QUICK_LAYERS : LAYERS) {
    for (const direction of DIRECTIONS) {
      const task: ConvolutionTask = { kind: 'convolution', direction, ...shape };
      const { contestants, rounds, productRounds } = await measureLayer(task, running, multiplier);
      const work = operationsOf(task) / operationsOf(product);
      const ratios = productRounds.map((times, i) => (work * medianOf(times)) / medianOf(rounds[i]!));
      const { gigaflops } = speed(operationsOf(task), rounds.flat());
      const result: LayerResult = {
        layer: nameOf(shape),
        direction,
        megaflop: round(operationsOf(task) / 1e6, 1),
        tapsInside: round(tapsInside(task)),
        partOfProduct: round(medianOf(ratios)),
        partOfBestProduct: round(gigaflops / best[productSize]!.gigaflops),
        contestants,
      };
      layers.push(result);
      if (isWide(shape)) keepLowest(lowest, `stride ${shape.stride}`, result);
      console.error(`  ${result.layer}, ${direction}: ${gigaflops} GFLOP/s`);
    }
  }
  const modules: Record<string, string> = {};
  for (const { label, contestant } of running) {
    if (contestant.module !== undefined) modules[label] = contestant.module;
    await contestant.close();
  }
  await multiplier.close();
  return { modules, products, productSize, lowest, layers };
}

/** In turn, on all that have one. */
async function measureProducts(fast: readonly Running[]): Promise<Record<string, Record<string, Speed>>> {
  const products: Record<string, Record<string, Speed>> = {};
  for (const size of PRODUCT_SIZES) {
    const task: ProductTask = { kind: 'product', size };
    for (const { contestant } of fast) await contestant.prepare(task);
    const times = await inTurn(fast.map((one) => ({ ...one, roundMs: PRODUCT_MS })));
    for (const { label } of fast) {
      products[label] = { ...products[label], [size]: speed(operationsOf(task), times[label]!.flat()) };
    }
  }
  return products;
}

/** All contestants; of the first, which is ours on one thread, and of the product the times of each round as well. */
async function measureLayer(task: ConvolutionTask, running: readonly Running[], multiplier: Contestant) {
  const contestants: Record<string, LayerSpeed | NotApplicable> = {};
  const able: Running[] = [];
  for (const one of running) {
    const { label, entry, contestant } = one;
    const own = entry.slow ? withFewerImages(task) : task;
    const refusal = await contestant.prepare(own);
    if (refusal !== undefined) contestants[label] = refusal;
    else if (!entry.slow) able.push(one);
    else {
      const both = entry.bothGradients === true && task.direction !== 'forward';
      contestants[label] = {
        ...speed((both ? 2 : 1) * operationsOf(own), await timeFor(contestant, ROUND_MS)),
        ...(own.batchSize === task.batchSize ? {} : { batchSize: own.batchSize }),
        ...(both ? { bothGradients: true } : {}),
      };
    }
  }
  const product = { label: 'product', contestant: multiplier, roundMs: PRODUCT_MS };
  const times = await inTurn([product, ...able.map((one) => ({ ...one, roundMs: ROUND_MS }))]);
  for (const { label } of able) contestants[label] = speed(operationsOf(task), times[label]!.flat());
  const inOrder = running.map(({ label }) => [label, contestants[label]!] as const);
  return {
    contestants: Object.fromEntries(inOrder),
    rounds: times[able[0]!.label]!,
    productRounds: times[product.label]!,
  };
}

interface Turn {
  readonly label: string;
  readonly contestant: Contestant;
  /** Work in one round. */
  readonly roundMs: number;
}

/** Milliseconds of what each has prepared, round after round. */
async function inTurn(turns: readonly Turn[]): Promise<Record<string, number[][]>> {
  const times: Record<string, number[][]> = {};
  for (let i = 0; i < ROUNDS; i++) {
    for (const { label, contestant, roundMs } of turns) {
      times[label] ??= [];
      times[label].push(await timeFor(contestant, roundMs));
    }
  }
  return times;
}

/** As many runs as take about this long, and one at least. */
async function timeFor(contestant: Contestant, milliseconds: number): Promise<number[]> {
  const first = await contestant.time(1);
  const more = Math.min(40, Math.floor(milliseconds / first[0]!) - 1);
  return more > 0 ? [...first, ...(await contestant.time(more))] : first;
}

function withFewerImages(task: ConvolutionTask): ConvolutionTask {
  const ofOne = operationsOf({ ...task, batchSize: 1 });
  const images = Math.max(1, Math.floor(SLOW_OPERATIONS / ofOne));
  return { ...task, batchSize: Math.min(task.batchSize, images) };
}

const isWide = ({ inChannels, outChannels }: Layer) => Math.min(inChannels, outChannels) >= WIDE;

function keepLowest(
  lowest: Record<string, Partial<Record<Direction, Lowest>>>,
  stride: string,
  { layer, direction, partOfProduct, partOfBestProduct }: LayerResult,
): void {
  const before = lowest[stride]?.[direction];
  if (before !== undefined && before.partOfProduct <= partOfProduct) return;
  lowest[stride] = { ...lowest[stride], [direction]: { layer, partOfProduct, partOfBestProduct } };
}

function speed(operations: number, milliseconds: readonly number[]): Speed {
  const { median, minimum } = summarise(milliseconds);
  return {
    gigaflops: round(operations / median / 1e6),
    bestGigaflops: round(operations / minimum / 1e6),
  };
}
