import { analyse } from '#models/analysis.ts';
import type { Architecture } from '#models/catalog.ts';
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
      { title: 'smallest input', align: 'left' },
      { title: 'parameters', align: 'right' },
      { title: 'multiply-adds', align: 'right' },
    ],
    architectures.map((architecture) => {
      const { id, name, year, inputShape } = architecture;
      const { totals } = analyse(buildGraph(id));
      return [
        id,
        name,
        String(year),
        inputShape.join('x'),
        smallestInput(architecture),
        grouped(totals.params),
        grouped(totals.multiplyAdds),
      ];
    }),
  );
}

function smallestInput({ minimumInputSide, smallStem }: Architecture): string {
  const square = (side: number) => `${side}x${side}`;
  const published = square(minimumInputSide);
  return smallStem === undefined
    ? published
    : `${published}, stem small ${square(smallStem.minimumInputSide)}`;
}
