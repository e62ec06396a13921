import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { type Marker, markerPath } from './marker.ts';
import styles from './scatter-chart.module.css';
import { placeLabels, position, scaleFor, ticks } from './scatter-layout.ts';

export interface ScatterPoint {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly marker: Marker;
  /** A colour of CSS. */
  readonly color: string;
  /** Drawn as an outline. */
  readonly isHollow: boolean;
  /** Not among those that are looked for: still there, but in the background. */
  readonly isFaded: boolean;
  /** Whether the line of the best passes it. */
  readonly isBest: boolean;
  /** What the point says when it is pointed at, a line each. */
  readonly details: readonly string[];
}

export interface ScatterChartProps {
  readonly title: string;
  readonly points: readonly ScatterPoint[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly isLogX: boolean;
  /** Only whole values are marked along the axis, such as years. */
  readonly isWholeX?: boolean;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  /** Stands where the details of a point come. */
  readonly hint: string;
  /** What can be done with a point that was pressed. */
  readonly renderActions: (point: ScatterPoint) => ReactNode;
  /** A table with the same figures: what a pointer reads off the chart must be there to read without one. */
  readonly children: ReactNode;
}

/** At type of 16 px; the chart grows with it. */
const HEIGHT = 400;
const FONT = 12;
const MARGIN = { top: 26, right: 16, bottom: 44, left: 52 };

/**
 * Named points over two axes. What a point stands for is told beside the chart, where it covers nothing: of the point
 * under the pointer, else of the one that was pressed.
 */
export function ScatterChart(props: ScatterChartProps) {
  const { title, points, xLabel, yLabel, isLogX, isWholeX = false, formatX, formatY } = props;
  const frame = useRef<HTMLDivElement>(null);
  const { width, em } = useSize(frame);
  const [pointed, setPointed] = useState<string>();
  const [pressed, setPressed] = useState<string>();

  const height = HEIGHT * em;
  const left = MARGIN.left * em;
  const top = MARGIN.top * em;
  const plot = { width: width - left - MARGIN.right * em, height: height - top - MARGIN.bottom * em };
  const drawn = useMemo(() => {
    const size = { width: plot.width, height: plot.height };
    const xs = scaleFor(
      points.map(({ x }) => x),
      isLogX,
    );
    const ys = scaleFor(
      points.map(({ y }) => y),
      false,
      0,
    );
    const at = points.map((point) => ({
      ...point,
      source: point,
      x: position(xs, point.x) * size.width,
      y: (1 - position(ys, point.y)) * size.height,
    }));
    return {
      at,
      labels: placeLabels(at, size, FONT * em),
      xTicks: ticks(xs, size.width / (70 * em), isWholeX).map((value) => ({
        value,
        at: position(xs, value) * size.width,
      })),
      yTicks: ticks(ys, 6).map((value) => ({ value, at: (1 - position(ys, value)) * size.height })),
    };
  }, [points, isLogX, isWholeX, plot.width, plot.height, em]);
  const frontier = steps(
    drawn.at.filter(({ isBest }) => isBest),
    plot.width,
  );

  const shown = points.find(({ key }) => key === pointed) ?? points.find(({ key }) => key === pressed);
  return (
    <figure className={styles['figure']}>
      <div className={styles['chart']}>
        <div ref={frame} className={styles['frame']}>
          {width > 0 && (
            <svg
              width={width}
              height={height}
              role="img"
              aria-label={title}
              onPointerLeave={() => setPointed(undefined)}
            >
              <text className={styles['axis']} x={4} y={14 * em}>
                {yLabel}
              </text>
              <text className={styles['axis']} x={width - MARGIN.right * em} y={height - 6} textAnchor="end">
                {xLabel}
              </text>
              <g transform={`translate(${left} ${top})`}>
                {drawn.yTicks.map(({ value, at }) => (
                  <g key={value}>
                    <path className={styles['grid']} d={`M0 ${at}h${plot.width}`} />
                    <text className={styles['tick']} x={-8} y={at + 4 * em} textAnchor="end">
                      {formatY(value)}
                    </text>
                  </g>
                ))}
                {drawn.xTicks.map(({ value, at }) => (
                  <g key={value}>
                    <path className={styles['grid']} d={`M${at} 0v${plot.height}`} />
                    <text className={styles['tick']} x={at} y={plot.height + 18 * em} textAnchor="middle">
                      {formatX(value)}
                    </text>
                  </g>
                ))}
                <path className={styles['frontier']} d={frontier} />
                {drawn.labels.map(({ index, x, y, anchor }) => (
                  <text
                    key={drawn.at[index]?.key}
                    className={styles['label']}
                    data-faded={drawn.at[index]?.isFaded}
                    style={{ fill: drawn.at[index]?.color }}
                    x={x}
                    y={y}
                    textAnchor={anchor}
                  >
                    {drawn.at[index]?.label}
                  </text>
                ))}
                {drawn.at.map((point) => (
                  // biome-ignore lint/a11y/noStaticElementInteractions: the table below has a link for each point
                  <g
                    key={point.key}
                    className={styles['point']}
                    data-hollow={point.isHollow}
                    data-faded={point.isFaded}
                    data-pointed={point.key === shown?.key}
                    style={{ color: point.color }}
                    transform={`translate(${point.x} ${point.y}) scale(${em})`}
                    onPointerEnter={() => setPointed(point.key)}
                    onClick={() => setPressed(point.key)}
                  >
                    <circle className={styles['target']} r={12} />
                    <path d={markerPath(point.marker)} />
                  </g>
                ))}
              </g>
            </svg>
          )}
        </div>
        <div className={styles['details']} aria-live="polite">
          {shown === undefined ? (
            <p className={styles['hint']}>{props.hint}</p>
          ) : (
            <>
              <strong style={{ color: shown.color }}>{shown.label}</strong>
              {shown.details.map((line) => (
                <span key={line}>{line}</span>
              ))}
              {shown.key === pressed && <div className={styles['actions']}>{props.renderActions(shown)}</div>}
            </>
          )}
        </div>
      </div>
      {props.children}
    </figure>
  );
}

/** Down the best points in steps, from the cheapest to the right edge: between two of them the cheaper is the best. */
function steps(best: readonly { readonly x: number; readonly y: number }[], right: number): string {
  const [first, ...others] = best.toSorted((a, b) => a.x - b.x || b.y - a.y);
  if (first === undefined) return '';
  return `M${first.x} ${first.y}${others.map(({ x, y }) => `H${x}V${y}`).join('')}H${right}`;
}

/** An element's width as it changes, 0 before it is known, and how large its type is, where 16 px are 1. */
function useSize(frame: { readonly current: HTMLElement | null }): { width: number; em: number } {
  const [size, setSize] = useState({ width: 0, em: 1 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      setSize({ width: Math.round(entry?.contentRect.width ?? 0), em });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}
