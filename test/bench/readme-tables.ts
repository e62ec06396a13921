import { readFile } from 'node:fs/promises';
import type { LayersResult } from './layers.ts';
import type { MnistResult } from './mnist.ts';
import type { NetResult } from './nets.ts';

/** Row of the README's table, contestant of the results. */
const ROWS = [
  ['this project, one thread', 'ours, 1 thread'],
  ['this project, two threads', 'ours, 2 threads'],
  ['this project on WebGL', 'ours on WebGL, 1 thread'],
  ['this project on WebGPU', 'ours on WebGPU, 1 thread'],
  ['tfjs 4.22 WASM with a composed filter gradient', 'tfjs WASM with composed filter gradient, 1 thread'],
  ['PyTorch, one thread', 'PyTorch, 1 thread'],
  ['PyTorch, two threads', 'PyTorch, 2 threads'],
  ['PyTorch with OpenBLAS, one thread', 'PyTorch with OpenBLAS, 1 thread'],
  ['PyTorch with OpenBLAS, two threads', 'PyTorch with OpenBLAS, 2 threads'],
  ['tfjs 4.22 CPU', 'tfjs CPU, 1 thread'],
  ['ConvNetJS 0.3', 'ConvNetJS, 1 thread'],
  ['jax-js 0.1.25 WASM', 'jax-js WASM, 1 thread'],
] as const;

const grouped = (value: number, decimals: number) =>
  value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** Three digits, as far as they stand behind the point: 9.53, 12.3, 1,462. */
const milliseconds = (value: number) => grouped(value, value < 10 ? 2 : value < 100 ? 1 : 0);

const times = (value: number) => grouped(value, value < 2 ? 2 : value < 10 ? 1 : 0);

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Medians in milliseconds and how many times ours on one thread, as the README has them. */
export function readmeNetTable(nets: readonly NetResult[]): string {
  const measured = ROWS.filter(([, label]) => nets.some(({ contestants }) => contestants[label]));
  const rows = measured.map(([name, label]) =>
    row([
      name,
      ...nets.map(({ contestants }) => {
        const outcome = contestants[label];
        if (outcome === undefined) return 'not measured';
        if ('notApplicable' in outcome) return outcome.notApplicable;
        const median = milliseconds(outcome.stepMs.median);
        return label === ROWS[0][1] ? median : `${median} (${times(outcome.timesOurs)})`;
      }),
    ]),
  );
  return [row(['', ...nets.map(({ task }) => task)]), row(['---', ...nets.map(() => '---')]), ...rows].join(
    '\n',
  );
}

/** The best products, and the layers of ours that are slowest beside them. */
export function readmeLayerTable({ products, lowest }: LayersResult): string {
  const best = Object.entries(products).map(([label, bySize]) =>
    row([label, grouped(Math.max(...Object.values(bySize).map(({ gigaflops }) => gigaflops)), 1)]),
  );
  const slowest = Object.entries(lowest).flatMap(([stride, byDirection]) =>
    Object.entries(byDirection).map(([direction, { layer, partOfProduct, partOfBestProduct }]) =>
      row([stride, direction, layer, percent(partOfProduct), percent(partOfBestProduct)]),
    ),
  );
  return [
    row(['best square product', 'GFLOP/s']),
    row(['---', '---']),
    ...best,
    '',
    row(['lowest from 32 channels', 'direction', 'layer', 'of the product', 'of the best product']),
    row(['---', '---', '---', '---', '---']),
    ...slowest,
  ].join('\n');
}

const percent = (part: number) => `${Math.round(100 * part)} %`;

export function readmeMnistTable({ contestants }: MnistResult): string {
  const rows = Object.entries(contestants).map(([label, { runs, reached, seconds }]) => {
    const worst = Math.max(...runs.map(({ testTop1ErrorPercent }) => testTop1ErrorPercent));
    return row([label, seconds?.median.toFixed(1) ?? '', `${reached} of ${runs.length}`, `${worst} %`]);
  });
  return [
    row(['MNIST to 98 %', 'median s', 'reached', 'worst error']),
    row(['---', '---', '---', '---']),
    ...rows,
  ].join('\n');
}

/** Prints the README's tables from the committed results, to check one against the other. */
export async function run(): Promise<void> {
  const result = async (section: string) => {
    const text = await readFile(new URL(`./results/${section}.json`, import.meta.url), 'utf8');
    return (JSON.parse(text) as { result: unknown }).result;
  };
  const nets = (await Promise.all(['lenet', 'resnet', 'googlenet'].map(result))) as NetResult[];
  console.log(readmeNetTable(nets));
  console.log(`\n${readmeLayerTable((await result('layers')) as LayersResult)}`);
  console.log(`\n${readmeMnistTable((await result('mnist')) as MnistResult)}`);
}
