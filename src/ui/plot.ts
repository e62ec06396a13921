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

/** A level to reach, drawn across the chart. */
export interface ChartTarget {
  readonly value: number;
  readonly label: string;
}

export interface PlotOptions {
  readonly lines: readonly ChartLine[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly logScale: boolean;
  readonly target?: ChartTarget | undefined;
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
  const { lines, formatX, formatY, logScale, target, onCursor } = options;
  const style = getComputedStyle(frame);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const em = Number.parseFloat(style.fontSize);
  const axis = {
    stroke: color('--text-muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
    font: `${0.8 * em}px ${style.fontFamily}`,
  };
  const names = lines.map((line) => ({ label: line.label, color: color(line.color) }));
  const ground = color('--mantine-color-body');
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
    hooks: {
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)],
      drawAxes: [(plot) => target && drawTarget(plot, target, axis)],
      draw: [(plot) => nameLines(plot, names, axis.font, ground)],
    },
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

/** Across the chart, with its name at the left above the line. */
function drawTarget(
  plot: UPlot,
  target: ChartTarget,
  style: { readonly stroke: string; readonly font: string },
): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(target.value, 'y', true);
  if (!(y >= bbox.top && y <= bbox.top + bbox.height)) return;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = style.stroke;
  ctx.lineWidth = scale;
  ctx.setLineDash([2 * scale, 3 * scale]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = scaled(style.font, scale);
  ctx.fillStyle = style.stroke;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(target.label, bbox.left + 4 * scale, y - 2 * scale);
  ctx.restore();
}

interface LineName {
  readonly label: string;
  /** As the canvas takes it. */
  readonly color: string;
}

/** Each line's name at its end, in its colour: the upper one's above its line, the lower one's below, as there is room. */
function nameLines(plot: UPlot, names: readonly LineName[], font: string, ground: string): void {
  const { ctx, bbox, data } = plot;
  const scale = devicePixelRatio;
  const size = Number.parseFloat(font) * scale;
  const ends = names.flatMap((name, index) => {
    const cells = data[index + 1] ?? [];
    let last = cells.length - 1;
    while (last >= 0 && cells[last] == null) last -= 1;
    const [x, value] = [data[0]?.[last], cells[last]];
    if (x == null || value == null) return [];
    return [{ name, x: plot.valToPos(x, 'x', true), y: plot.valToPos(value, 'y', true) }];
  });
  ctx.save();
  ctx.font = `600 ${scaled(font, scale)}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * scale;
  ctx.strokeStyle = ground;
  let lowest = bbox.top + bbox.height - 0.6 * size;
  // From the lowest line up, so that each name keeps clear of the one below it.
  for (const [place, { name, x, y }] of ends.toSorted((a, b) => b.y - a.y).entries()) {
    const isLower = place < ends.length - 1;
    const at = Math.max(bbox.top + 0.6 * size, Math.min(lowest, y + (isLower ? size : -size)));
    lowest = at - 1.15 * size;
    const right = Math.min(x, bbox.left + bbox.width - 2 * scale);
    ctx.fillStyle = name.color;
    ctx.strokeText(name.label, right, at);
    ctx.fillText(name.label, right, at);
  }
  ctx.restore();
}

/** A font in pixels of the screen as one in pixels of the canvas. */
const scaled = (font: string, scale: number) =>
  font.replace(/^[\d.]+/, (size) => String(Number.parseFloat(size) * scale));
