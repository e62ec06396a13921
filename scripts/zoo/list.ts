import { analyse } from '#models/analysis.ts';
import { architectures, buildGraph } from '#models/registry.ts';
import { columnsText, grouped } from './columns.ts';

/** Every net of the zoo on a line, in the order of history. */
export function listText(): string {
  return columnsText(
    [
      { title: 'id', align: 'left' },
      { title: 'name', align: 'left' },
      { title: 'year', align: 'right' },
      { title: 'input', align: 'left' },
      { title: 'parameters', align: 'right' },
      { title: 'multiply-adds', align: 'right' },
    ],
    architectures.map(({ id, name, year, inputShape }) => {
      const { totals } = analyse(buildGraph(id));
      return [
        id,
        name,
        String(year),
        inputShape.join('x'),
        grouped(totals.params),
        grouped(totals.multiplyAdds),
      ];
    }),
  );
}
