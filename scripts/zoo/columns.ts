import { itemAt } from '#models/lookup.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows under their titles in columns as wide as their longest cell. */
export function columnsText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...rows.map((row) => itemAt(row, i).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const width = itemAt(widths, i);
        return itemAt(columns, i).align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), line(widths.map((width) => '-'.repeat(width)))]
    .concat(rows.map(line))
    .join('\n');
}

/** 138357544 as 138,357,544. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
