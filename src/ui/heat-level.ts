export interface HeatMapProps {
  readonly label: string;
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly names: readonly string[];
  /** values[row][column], counts. */
  readonly values: readonly (readonly number[])[];
  /** Redraws with the colours of the new theme when it changes. */
  readonly theme: string;
  readonly format: (value: number) => string;
  readonly cellLabel: (row: number, column: number) => string;
  readonly rowLabel: (row: number) => string;
  readonly onCell: (row: number, column: number) => void;
  readonly onRow: (row: number) => void;
}

export type Position = readonly [row: number, column: number];

/** How an arrow key moves from cell to cell. */
export const MOVES: Readonly<Record<string, Position>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The largest of counts, 0 without any; a million of them are too many for the arguments of Math.max. */
export function largest(values: readonly (readonly number[])[]): number {
  let most = 0;
  for (const row of values) for (const value of row) most = Math.max(most, value);
  return most;
}

/** From 0 to 1; logarithmic, so that a few mistakes show beside a thousand right answers. */
export function heatLevel(value: number, most: number): number {
  return most > 0 ? Math.log1p(value) / Math.log1p(most) : 0;
}
