import type { LayersResult } from './layers.ts';
import type { NetResult } from './nets.ts';

/** A result as a table for the terminal. */
export function printed(section: string, result: object): string {
  if (section === 'layers') return layersTable(result as LayersResult);
  if ('task' in result && 'contestants' in result) return netTable(result as NetResult);
  return JSON.stringify(result, null, 2);
}

function netTable({ task, contestants }: NetResult): string {
  const rows = Object.entries(contestants).map(([label, outcome]) =>
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
  return table([[task, 'minimum', 'median', '3rd quartile ms', ''], ...rows]);
}

function layersTable({ products, productSize, layers }: LayersResult): string {
  const labels = Object.keys(layers[0]!.contestants);
  const rows = layers.map(({ layer, direction, partOfProduct, product, contestants }) => [
    layer,
    direction,
    product.gigaflops.toFixed(1),
    ...labels.map((label) => contestants[label]?.gigaflops.toFixed(1) ?? ''),
    `${(100 * partOfProduct).toFixed(0)} %`,
  ]);
  const sizes = Object.entries(products).map(([size, { gigaflops }]) => `${size}: ${gigaflops.toFixed(1)}`);
  return [
    `Matrix products in GFLOP/s: ${sizes.join(', ')}; the layers stand next to ${productSize}.`,
    table([['layer', 'direction', 'product', ...labels, 'part'], ...rows]),
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .join('\n');
}
