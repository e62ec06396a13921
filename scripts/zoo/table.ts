import { analyse, type LayerRow } from '#models/analysis.ts';
import type { Graph } from '#models/graph.ts';
import { findArchitecture } from '#models/registry.ts';
import { columnsText, grouped } from './columns.ts';

const isLayer = (row: LayerRow) => row.type !== 'input';

/**
 * The layer table as JSON. Totals are without auxiliary heads; the rows of a head say which one they belong to.
 * `output` and the receptive field's `size` and `stride` are in pixels, height first.
 */
export function tableJson(graph: Graph): string {
  const { layers, totals } = analyse(graph);
  const { params, nonTrainable, multiplyAdds, activations } = totals;
  return JSON.stringify(
    {
      id: graph.id,
      input: graph.inputShape,
      numClasses: graph.numClasses,
      totals: { params, nonTrainable, multiplyAdds, activations },
      layers: layers.filter(isLayer).map((row) => ({
        name: row.name,
        type: row.type,
        output: row.output,
        params: row.params,
        multiplyAdds: row.multiplyAdds,
        receptiveField: row.receptiveField,
        ...(row.auxiliary === undefined ? {} : { auxiliary: row.auxiliary }),
      })),
    },
    null,
    2,
  );
}

/** The layer table for people. */
export function tableText(graph: Graph): string {
  const { layers, totals, totalsWithAuxiliary } = analyse(graph);
  const rows = layers
    .filter(isLayer)
    .map((row) => [
      row.auxiliary === undefined ? row.name : `${row.name} (${row.auxiliary})`,
      row.type,
      row.output.join('x'),
      grouped(row.params),
      grouped(row.multiplyAdds),
      row.receptiveField.size.join('x'),
    ]);
  const table = columnsText(
    [
      { title: 'layer', align: 'left' },
      { title: 'type', align: 'left' },
      { title: 'output', align: 'right' },
      { title: 'parameters', align: 'right' },
      { title: 'multiply-adds', align: 'right' },
      { title: 'receptive field', align: 'right' },
    ],
    rows,
  );
  const heads = totalsWithAuxiliary.params - totals.params;
  return [
    `${findArchitecture(graph.id).name}${graph.adapted ? ' (adapted)' : ''}, ` +
      `input ${graph.inputShape.join('x')}, ${graph.numClasses} classes`,
    '',
    table,
    '',
    `parameters      ${grouped(totals.params)}${heads > 0 ? ` (and ${grouped(heads)} in auxiliary heads)` : ''}`,
    `non-trainable   ${grouped(totals.nonTrainable)}`,
    `multiply-adds   ${grouped(totals.multiplyAdds)} per image`,
    `activations     ${grouped(totals.activations)} floats per image, forward`,
  ].join('\n');
}
