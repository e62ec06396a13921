import { itemAt } from '#models/lookup.ts';

/** A cell without a measurement is null. */
export type Cell = number | null;

/**
 * Measurements that grow by appending, one column each, outside the store's state: a chart subscribes and
 * draws, and no component renders. The first column is x and never decreases.
 */
export class Series<Column extends string> {
  readonly columns: readonly Column[];
  private readonly cells: Cell[][];
  private readonly listeners = new Set<() => void>();

  constructor(columns: readonly Column[]) {
    this.columns = columns;
    this.cells = columns.map(() => []);
  }

  get length(): number {
    return this.cells[0]?.length ?? 0;
  }

  column(name: Column): readonly Cell[] {
    return this.cells[this.columns.indexOf(name)] ?? [];
  }

  /** Adds a row, or fills in the last one when it has the same x. */
  append(row: Partial<Record<Column, number>>): void {
    const [xColumn] = this.columns;
    const last = this.length - 1;
    const sameRow = xColumn !== undefined && last >= 0 && this.cells[0]?.[last] === row[xColumn];
    this.columns.forEach((name, index) => {
      const cells = itemAt(this.cells, index);
      const value = row[name];
      if (!sameRow) cells.push(value ?? null);
      else if (value !== undefined) cells[last] = value;
    });
  }

  clear(): void {
    for (const cells of this.cells) cells.length = 0;
  }

  /** Tells the charts; called once after a group of changes. */
  notify(): void {
    for (const listener of [...this.listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
