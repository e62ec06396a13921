import type { Analysis } from '#models/analysis.ts';
import { formatShape, type Graph } from '#models/graph.ts';

const COLUMNS = [
  'net',
  'form',
  'layer',
  'type',
  'block',
  'auxiliary_head',
  'output',
  'activations',
  'parameters',
  'non_trainable',
  'multiply_adds',
  'receptive_field',
  'receptive_field_stride',
];

/**
 * The layer table as comma-separated values (RFC 4180): plain numbers, counts for one image, and a last row with the
 * totals without auxiliary heads. Every row says which net it is of, and whether that is as published or adapted.
 */
export function layerCsv({ id, adapted }: Graph, { layers, totals }: Analysis): string {
  const rows = layers.map((row) => [
    row.name,
    row.type,
    row.block ?? '',
    row.auxiliary ?? '',
    formatShape(row.output),
    row.activations,
    row.params,
    row.nonTrainable,
    row.multiplyAdds,
    row.receptiveField.size.join('x'),
    row.receptiveField.stride.join('x'),
  ]);
  const { activations, params, nonTrainable, multiplyAdds } = totals;
  const hasHeads = layers.some(({ auxiliary }) => auxiliary !== undefined);
  const label = hasHeads ? 'total_without_auxiliary_heads' : 'total';
  const total = [label, '', '', '', '', activations, params, nonTrainable, multiplyAdds, '', ''];
  const net = [id, adapted ? 'adapted' : 'published'];
  return [COLUMNS, ...[...rows, total].map((cells) => [...net, ...cells])]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
