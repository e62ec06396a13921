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
  readonly xLabel: string;
  readonly lines: readonly ChartLine[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly logScale: boolean;
}

const HEIGHT = 220;
/** Logarithms end here: a loss of 0 has none. */
const SMALLEST = 1e-6;

export async function createPlot(frame: HTMLElement, options: PlotOptions): Promise<Plot> {
  // Two charts that appear together are drawn in two tasks, so that neither holds up the page.
  await new Promise((resolve) => setTimeout(resolve));
  const { xLabel, lines, formatX, formatY, logScale } = options;
  const style = getComputedStyle(frame);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--text-muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  const settings: UPlot.Options = {
    width: frame.clientWidth,
    height: HEIGHT,
    scales: {
      x: { time: false },
      y: logScale ? { distr: 3 } : { range: (_plot, _low, high) => [0, high > 0 ? high * 1.05 : 1] },
    },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((value) => formatX(value)) },
      { ...axis, size: 60, values: (_plot, splits) => splits.map((v) => (v == null ? '' : formatY(v))) },
    ],
    series: [
      { label: xLabel, value: (_plot, value) => (value == null ? '–' : formatX(value)) },
      ...lines.map(
        (line): UPlot.Series => ({
          label: line.label,
          stroke: color(line.color),
          width: 2,
          spanGaps: true,
          ...(line.dashed ? { dash: [6, 4] } : {}),
          points: { show: !line.smoothed, size: 6 },
          value: (_plot, value) => (value == null ? '–' : formatY(value)),
        }),
      ),
    ],
    cursor: { drag: { x: false, y: false } },
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
      plot.setSize({ width: frame.clientWidth, height: HEIGHT });
    },
    destroy() {
      plot.destroy();
    },
  };
}
