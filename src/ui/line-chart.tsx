import { useEffect, useRef, useState } from 'react';
import 'uplot/dist/uPlot.min.css';
import styles from './line-chart.module.css';
import { nearestCell } from './nearest-cell.ts';
import { type ChartLine, type ChartTarget, createPlot, type Plot } from './plot.ts';
import { smooth } from './smooth.ts';

type Cells = readonly (number | null)[];

export interface LineChartProps {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly ChartLine[];
  /** The x column and one column a line; called when `subscribe` says that they have grown. */
  readonly read: () => readonly Cells[];
  readonly subscribe: (listener: () => void) => () => void;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly logScale?: boolean;
  readonly target?: ChartTarget | undefined;
  /** What the figures mean, in a line below the title. */
  readonly note?: string | undefined;
  /** 0 draws the measurements themselves; towards 1 they are averaged over more and more steps. */
  readonly smoothing?: number;
  /** Redraws with the colours of the new theme when it changes. */
  readonly theme: string;
  readonly tableLabel: string;
}

/** At most so many redraws a second: a chart that follows training must not slow the page. */
const REDRAW_MS = 150;
const TABLE_ROWS = 50;

/**
 * Lines that grow while they are looked at. Beside the title stands what each line says where the pointer is, and its
 * newest value where it is nowhere; the figures are in a table, too.
 */
export default function LineChart(props: LineChartProps) {
  const { title, lines, read, subscribe, formatX, formatY, logScale = false, smoothing = 0, target } = props;
  const frame = useRef<HTMLDivElement>(null);
  const readings = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours, read from the page
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    let plot: Plot | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isClosed = false;
    let shown: readonly Cells[] = [];
    let cursor: number | undefined;
    const tell = () => {
      const [x = [], ...columns] = shown;
      const index = cursor ?? x.length - 1;
      const texts = [
        format(x[index], formatX),
        ...columns.map((cells) => format(nearestCell(cells, index), formatY)),
      ];
      const places = readings.current?.querySelectorAll('[data-value]') ?? [];
      for (const [i, place] of [...places].entries()) place.textContent = texts[i] ?? '';
    };
    const draw = () => {
      timer = undefined;
      const [x = [], ...columns] = read();
      shown = [x, ...columns.map((cells, i) => (lines[i]?.smoothed ? smooth(cells, smoothing) : cells))];
      plot?.setData(shown);
      tell();
    };
    const onCursor = (index: number | undefined) => {
      cursor = index;
      tell();
    };
    const schedule = () => {
      timer ??= setTimeout(draw, REDRAW_MS);
    };
    createPlot(element, { lines, formatX, formatY, logScale, target, onCursor }).then((created) => {
      if (isClosed) created.destroy();
      else {
        plot = created;
        draw();
      }
    });
    const end = subscribe(schedule);
    const observer = new ResizeObserver(() => plot?.fit());
    observer.observe(element);
    return () => {
      isClosed = true;
      end();
      clearTimeout(timer);
      observer.disconnect();
      plot?.destroy();
    };
  }, [lines, read, subscribe, formatX, formatY, logScale, target, smoothing, props.theme]);

  return (
    <figure className={styles['figure']}>
      <figcaption className={styles['title']}>
        {title}
        {props.note !== undefined && <span className={styles['note']}>{props.note}</span>}
        <div ref={readings} className={styles['readings']} aria-hidden="true">
          <span className={styles['reading']}>
            {props.xLabel} <span className={styles['value']} data-value="x" />
          </span>
          {lines.map(({ label, color, dashed }) => (
            <span key={label} className={styles['reading']}>
              <span className={styles['mark']} data-dashed={dashed} style={{ color: `var(${color})` }} />
              {label} <span className={styles['value']} data-value={label} />
            </span>
          ))}
        </div>
      </figcaption>
      <div ref={frame} className={styles['frame']} role="img" aria-label={title} />
      <ChartTable {...props} />
    </figure>
  );
}

const format = (value: number | null | undefined, write: (value: number) => string) =>
  value == null ? '–' : write(value);

/** Rows spread evenly over the measurements, read when the table is opened. */
function ChartTable({ title, tableLabel, xLabel, lines, read, formatX, formatY }: LineChartProps) {
  const [rows, setRows] = useState<readonly (readonly (number | null)[])[]>([]);
  const collect = () => {
    const columns = read();
    const count = columns[0]?.length ?? 0;
    const stride = Math.max(1, Math.ceil(count / TABLE_ROWS));
    const indices = Array.from({ length: count }, (_, index) => index).filter(
      (index) => index % stride === 0 || columns.slice(2).some((cells) => cells[index] != null),
    );
    setRows(indices.map((index) => columns.map((cells) => cells[index] ?? null)));
  };
  return (
    <details onToggle={({ currentTarget }) => (currentTarget.open ? collect() : setRows([]))}>
      <summary>{tableLabel}</summary>
      <div className={styles['scroll']}>
        <table>
          <caption className="only-read">{title}</caption>
          <thead>
            <tr>
              {[xLabel, ...lines.map(({ label }) => label)].map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([x, ...values]) => (
              <tr key={x}>
                <th scope="row">{x == null ? '' : formatX(x)}</th>
                {lines.map(({ label }, index) => {
                  const value = values[index];
                  return <td key={label}>{value == null ? '–' : formatY(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
