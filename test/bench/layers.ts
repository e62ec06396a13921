import type { Page } from 'playwright';
import type { Contestant } from './contestants/contestant.ts';
import { type Entry, labelOf, tfjs } from './field.ts';
import { round, summarise } from './statistics.ts';
import { type ConvolutionTask, type Direction, operationsOf, type ProductTask } from './task.ts';

const DIRECTIONS: readonly Direction[] = ['forward', 'filterGradient', 'inputGradient'];
const PRODUCT_SIZES = [256, 512, 1024];

type Layer = Omit<ConvolutionTask, 'kind' | 'direction'>;

const layer = (
  kernel: number,
  inChannels: number,
  outChannels: number,
  side: number,
  batchSize: number,
  stride = 1,
): Layer => ({ batchSize, side, inChannels, outChannels, kernel, stride });

/** Convolutions of 32 to 256 channels, then the narrow ones of LeNet-5 and ResNet-20. */
const LAYERS: readonly Layer[] = [
  layer(3, 32, 32, 32, 16),
  layer(3, 64, 64, 16, 32),
  layer(3, 96, 128, 16, 16),
  layer(3, 128, 128, 8, 32),
  layer(3, 256, 256, 8, 16),
  layer(1, 64, 64, 32, 16),
  layer(1, 64, 256, 16, 32),
  layer(1, 256, 64, 16, 32),
  layer(1, 256, 128, 8, 64),
  layer(5, 32, 32, 16, 32),
  layer(5, 32, 96, 8, 32),
  layer(5, 1, 6, 28, 128),
  layer(5, 6, 16, 14, 128),
  layer(3, 16, 16, 32, 32),
];
const QUICK_LAYERS = LAYERS.filter((_, i) => i % 4 === 1);

const ROUNDS = 3;
/** Work of one contestant in one round. */
const ROUND_MS = 80;

interface Speed {
  /** Of the median and of the fastest run. */
  readonly gigaflops: number;
  readonly bestGigaflops: number;
}

export interface LayerResult {
  readonly layer: string;
  readonly direction: Direction;
  readonly megaflop: number;
  /** Ours on one thread against the matrix product measured in the same rounds: medians, fastest runs. */
  readonly partOfProduct: number;
  readonly bestPartOfProduct: number;
  readonly product: Speed;
  readonly contestants: Readonly<Record<string, Speed>>;
}

export interface LayersResult {
  /** Square matrix products of ours on one thread, by size; the fastest size is what the layers stand next to. */
  readonly products: Readonly<Record<string, Speed>>;
  readonly productSize: number;
  readonly layers: readonly LayerResult[];
}

/** Single convolutions forward and backward, next to the matrix product, in turn. */
export async function measureLayers(
  page: Page,
  field: readonly Entry[],
  quick: boolean,
): Promise<LayersResult> {
  const multiplier = await tfjs(page, 'ours', 1).open();
  const products: Record<string, Speed> = {};
  for (const size of PRODUCT_SIZES) {
    const task: ProductTask = { kind: 'product', size };
    await multiplier.prepare(task);
    products[size] = speed(operationsOf(task), await timeFor(multiplier, 6 * ROUND_MS));
  }
  const productSize = PRODUCT_SIZES.reduce((best, size) =>
    products[size]!.gigaflops > products[best]!.gigaflops ? size : best,
  );
  const product: ProductTask = { kind: 'product', size: productSize };
  await multiplier.prepare(product);

  const contestants: { label: string; contestant: Contestant }[] = [];
  for (const entry of field) contestants.push({ label: labelOf(entry), contestant: await entry.open() });
  const layers: LayerResult[] = [];
  for (const shape of quick ? QUICK_LAYERS : LAYERS) {
    for (const direction of DIRECTIONS) {
      const task: ConvolutionTask = { kind: 'convolution', direction, ...shape };
      const able = [];
      for (const { label, contestant } of contestants) {
        if ((await contestant.prepare(task)) === undefined) able.push({ label, contestant });
      }
      const times: Record<string, number[]> = {};
      const productTimes: number[] = [];
      for (let turn = 0; turn < ROUNDS; turn++) {
        productTimes.push(...(await timeFor(multiplier, ROUND_MS)));
        for (const { label, contestant } of able) {
          times[label] = [...(times[label] ?? []), ...(await timeFor(contestant, ROUND_MS))];
        }
      }
      const result = layerResult(task, able[0]!.label, times, speed(operationsOf(product), productTimes));
      console.error(
        `  ${result.layer}, ${direction}: ${result.contestants[able[0]!.label]!.gigaflops} GFLOP/s`,
      );
      layers.push(result);
    }
  }
  for (const { contestant } of contestants) await contestant.close();
  await multiplier.close();
  return { products, productSize, layers };
}

function layerResult(
  task: ConvolutionTask,
  ours: string,
  times: Readonly<Record<string, number[]>>,
  product: Speed,
): LayerResult {
  const operations = operationsOf(task);
  const contestants = Object.fromEntries(
    Object.entries(times).map(([label, values]) => [label, speed(operations, values)]),
  );
  const { batchSize, side, inChannels, outChannels, kernel, stride } = task;
  return {
    layer:
      `${kernel}x${kernel}, ${inChannels} to ${outChannels} channels, ${side}x${side}` +
      `${stride === 1 ? '' : `, stride ${stride}`}, batch of ${batchSize}`,
    direction: task.direction,
    megaflop: round(operations / 1e6, 1),
    partOfProduct: round(contestants[ours]!.gigaflops / product.gigaflops),
    bestPartOfProduct: round(contestants[ours]!.bestGigaflops / product.bestGigaflops),
    product,
    contestants,
  };
}

/** As many runs as take about this long. */
async function timeFor(contestant: Contestant, milliseconds: number): Promise<number[]> {
  const first = await contestant.time(1);
  const more = Math.max(1, Math.min(40, Math.floor(milliseconds / first[0]!) - 1));
  return [...first, ...(await contestant.time(more))];
}

function speed(operations: number, milliseconds: readonly number[]): Speed {
  const { median, minimum } = summarise(milliseconds);
  return {
    gigaflops: round(operations / median / 1e6, 2),
    bestGigaflops: round(operations / minimum / 1e6, 2),
  };
}
