import type { Position } from './heat-level.ts';

/** The part of a square of cells that is looked at: `span` rows and columns from `row` and `column` on. */
export interface HeatView {
  readonly row: number;
  readonly column: number;
  readonly span: number;
}

/** The closest look. */
const FEWEST = 10;

/** Where that part lies on a canvas of some size: the names take `gutter` on the left and above. */
export interface HeatGeometry {
  readonly gutter: number;
  readonly cell: number;
}

/** From so many pixels a cell on, names stand beside the rows and columns, and counts in the cells. */
const NAMED_CELL = 13;
export const COUNTED_CELL = 26;
const GUTTER_SHARE = 0.18;

export function geometryOf({ span }: HeatView, size: number): HeatGeometry {
  const gutter = Math.round(size * GUTTER_SHARE);
  const cell = (size - gutter) / span;
  return cell >= NAMED_CELL ? { gutter, cell } : { gutter: 0, cell: size / span };
}

export function wholeView(side: number): HeatView {
  return { row: 0, column: 0, span: side };
}

/** The view moved to where it lies within the square. */
export function within({ row, column, span }: HeatView, side: number): HeatView {
  const bound = (start: number) => Math.min(side - span, Math.max(0, Math.round(start)));
  return { row: bound(row), column: bound(column), span };
}

/** `factor` below 1 looks closer. The cell at `about` stays where it is. */
export function zoomed(view: HeatView, factor: number, [row, column]: Position, side: number): HeatView {
  const span = Math.min(side, Math.max(Math.min(FEWEST, side), Math.round(view.span * factor)));
  const scale = span / view.span;
  return within(
    { row: row - (row - view.row) * scale, column: column - (column - view.column) * scale, span },
    side,
  );
}

/** The view moved just so far that a cell is in it. */
export function showing(view: HeatView, [row, column]: Position, side: number): HeatView {
  const reach = (start: number, cell: number) => Math.min(cell, Math.max(start, cell - view.span + 1));
  return within({ ...view, row: reach(view.row, row), column: reach(view.column, column) }, side);
}
