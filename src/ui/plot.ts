import UPlot from 'uplot';

export interface ChartLine {
  readonly label: string;
  /** A custom property of the theme, such as '--series-1'. */
  readonly color: string;
  readonly dashed: boolean;
  /** Whether the smoothing applies: to noisy lines, not to sparse ones. */
  readonly smoothed: boolean;
}

/** A drawn chart; the page's only dealings with uPlot. */
export interface Plot {
  setData(columns: readonly (readonly (number | null)[])[]): void;
  /** Takes the size of its frame. */
  fit(): void;
  destroy(): void;
}

export interface PlotOptions {
  readonly lines: readonly ChartLine[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly logScale: boolean;
  /** Which measurement the pointer is at; undefined when it is not on the chart. */
  readonly onCursor: (index: number | undefined) => void;
}

/** Logarithms end here: a loss of 0 has none. */
const SMALLEST = 1e-6;
/** A step is a whole number, and so is each tick. */
const WHOLE_STEPS = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

export async function createPlot(frame: HTMLElement, options: PlotOptions): Promise<Plot> {
  // Two charts that appear together are drawn in two tasks, so that neither holds up the page.
  await new Promise((resolve) => setTimeout(resolve));
  const { lines, formatX, formatY, logScale, onCursor } = options;
  const style = getComputedStyle(frame);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const em = Number.parseFloat(style.fontSize);
  const axis = {
    stroke: color('--text-muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
    font: `${0.8 * em}px ${style.fontFamily}`,
  };
  const settings: UPlot.Options = {
    width: frame.clientWidth,
    height: frame.clientHeight,
    legend: { show: false },
    padding: [0.5 * em, 0.75 * em, 0, 0],
    scales: {
      x: { time: false },
      y: logScale ? { distr: 3 } : { range: (_plot, _low, high) => [0, high > 0 ? high * 1.05 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 2.2 * em,
        incrs: WHOLE_STEPS,
        values: (_plot, splits) => splits.map((value) => formatX(value)),
      },
      {
        ...axis,
        size: 4 * em,
        values: (_plot, splits) => splits.map((v) => (v == null ? '' : formatY(v))),
      },
    ],
    series: [
      {},
      ...lines.map(
        (line): UPlot.Series => ({
          label: line.label,
          stroke: color(line.color),
          width: 2,
          spanGaps: true,
          ...(line.dashed ? { dash: [6, 4] } : {}),
          points: { show: !line.smoothed, size: 6 },
        }),
      ),
    ],
    cursor: { drag: { x: false, y: false } },
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)] },
  };
  const plot = new UPlot(settings, [[]], frame);
  return {
    setData(columns) {
      const shown = logScale
        ? columns.map((cells, i) => (i === 0 ? cells : cells.map((v) => v && Math.max(v, SMALLEST))))
        : columns;
      plot.setData(shown as unknown as UPlot.AlignedData);
    },
    fit() {
      plot.setSize({ width: frame.clientWidth, height: frame.clientHeight });
    },
    destroy() {
      plot.destroy();
    },
  };
}
