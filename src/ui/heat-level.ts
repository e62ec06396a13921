export interface HeatMapProps {
  readonly label: string;
  readonly rowTitle: string;
  readonly columnTitle: string;
  /** One for each row, and for the column of the same index. */
  readonly names: readonly string[];
  /** values[row * names.length + column]: counts, or differences of counts. */
  readonly values: ArrayLike<number>;
  /** In which order rows and columns stand, by index. */
  readonly order: readonly number[];
  /** Redraws with the colours of the new theme when it changes. */
  readonly theme: string;
  readonly format: (value: number) => string;
  readonly cellLabel: (row: number, column: number) => string;
  readonly rowLabel: (row: number) => string;
  readonly onCell: (row: number, column: number) => void;
  readonly onRow: (row: number) => void;
  readonly words: {
    readonly zoomIn: string;
    readonly zoomOut: string;
    readonly whole: string;
    readonly help: string;
  };
}

/** Row and column, by where they stand. */
export type Position = readonly [row: number, column: number];

/** How an arrow key moves from cell to cell. */
export const MOVES: Readonly<Record<string, Position>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The largest absolute value, 0 without any; a million of them are too many for the arguments of Math.max. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
  return most;
}

/** From 0 to 1; logarithmic, so that a few mistakes show beside a thousand right answers. */
export function heatLevel(value: number, most: number): number {
  return most > 0 ? Math.log1p(Math.abs(value)) / Math.log1p(most) : 0;
}
