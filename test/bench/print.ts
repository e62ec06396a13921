import type { GpuResult } from './gpu.ts';
import type { LayersResult } from './layers.ts';
import type { MnistResult } from './mnist.ts';
import type { NetResult } from './nets.ts';
import type { ProfileResult } from './profile.ts';
import { readmeLayerTable, readmeMnistTable, readmeNetTable } from './readme-tables.ts';

/** A result as a table for the terminal, and below it as the README has it. */
export function printed(section: string, result: object): string {
  if (section === 'layers') return layersTable(result as LayersResult);
  if (section === 'profile') return profileTables(result as ProfileResult);
  if ('task' in result && 'contestants' in result) return netTable(result as NetResult);
  if ('renderer' in result) return gpuTables(result as GpuResult);
  const text = JSON.stringify(result, null, 2);
  return section === 'mnist' && 'recipe' in result
    ? `${text}\n\n${readmeMnistTable(result as MnistResult)}`
    : text;
}

function netTable(result: NetResult): string {
  const rows = Object.entries(result.contestants).map(([label, outcome]) =>
    'notApplicable' in outcome
      ? [label, '', '', '', outcome.notApplicable]
      : [
          label,
          outcome.stepMs.minimum.toFixed(1),
          outcome.stepMs.median.toFixed(1),
          outcome.stepMs.upperQuartile.toFixed(1),
          `${outcome.timesOurs.toFixed(2)} times ours (${outcome.stepMs.runs} steps)`,
        ],
  );
  const full = table([[result.task, 'minimum', 'median', '3rd quartile ms', ''], ...rows]);
  return `${full}\n\n${readmeNetTable([result])}`;
}

function gpuTables({ renderer, nets }: GpuResult): string {
  const results = Object.values(nets);
  return [renderer, ...results.map(netTable), readmeNetTable(results)].join('\n\n');
}

function layersTable(result: LayersResult): string {
  const { products, productSize, layers } = result;
  const labels = Object.keys(layers[0]!.contestants);
  const rows = layers.map(
    ({ layer, direction, tapsInside, partOfProduct, partOfBestProduct, contestants }) => [
      layer,
      direction,
      `${(100 * tapsInside).toFixed(0)} %`,
      ...labels.map((label) => {
        const outcome = contestants[label]!;
        if ('notApplicable' in outcome) return '-';
        return outcome.gigaflops.toFixed(outcome.gigaflops < 1 ? 2 : 1);
      }),
      `${(100 * partOfProduct).toFixed(0)} %`,
      `${(100 * partOfBestProduct).toFixed(0)} %`,
    ],
  );
  const sizes = Object.keys(Object.values(products)[0]!);
  const productRows = Object.entries(products).map(([label, bySize]) => [
    label,
    ...sizes.map((size) => bySize[size]!.gigaflops.toFixed(1)),
  ]);
  return [
    table([['square matrix product, GFLOP/s', ...sizes], ...productRows]),
    `The layers stand next to ours of ${productSize}.`,
    table([['layer, GFLOP/s', 'direction', 'inside', ...labels, 'part', 'of best'], ...rows]),
    '',
    readmeLayerTable(result),
  ].join('\n');
}

function profileTables({ nets }: ProfileResult): string {
  return Object.values(nets)
    .map(({ task, stepMs, clockedStepMs, parts }) =>
      table([
        [`${task}: ${stepMs.median} ms, with clocks ${clockedStepMs} ms`, 'calls', 'ms', 'share', 'GFLOP/s'],
        ...parts.map(({ name, calls, ms, share, gigaflops }) => [
          name,
          String(calls),
          ms.toFixed(2),
          `${(100 * share).toFixed(1)} %`,
          gigaflops?.toFixed(1) ?? '',
        ]),
      ]),
    )
    .join('\n\n');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .join('\n');
}
