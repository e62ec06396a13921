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
  /** Drawn as an outline. */
  readonly isHollow: boolean;
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
  readonly onChoose: (point: ScatterPoint) => void;
  /** A table with the same figures: what a pointer reads off the chart must be there to read without one. */
  readonly children: ReactNode;
}

const HEIGHT = 380;
const FONT = 12;
const MARGIN = { top: 24, right: 16, bottom: 44, left: 52 };

/** Named points over two axes. */
export function ScatterChart(props: ScatterChartProps) {
  const { title, points, xLabel, yLabel, isLogX, isWholeX = false, formatX, formatY, onChoose } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [pointed, setPointed] = useState<string>();

  const plot = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
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
      labels: placeLabels(at, size, FONT),
      xTicks: ticks(xs, size.width / 70, isWholeX).map((value) => ({
        value,
        at: position(xs, value) * size.width,
      })),
      yTicks: ticks(ys, 6).map((value) => ({ value, at: (1 - position(ys, value)) * size.height })),
    };
  }, [points, isLogX, isWholeX, plot.width, plot.height]);

  const shown = drawn.at.find(({ key }) => key === pointed);
  return (
    <figure className={styles['figure']}>
      <div ref={frame} className={styles['frame']}>
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={title}
            onPointerLeave={() => setPointed(undefined)}
          >
            <text className={styles['axis']} x={4} y={14}>
              {yLabel}
            </text>
            <text className={styles['axis']} x={width - MARGIN.right} y={HEIGHT - 6} textAnchor="end">
              {xLabel}
            </text>
            <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
              {drawn.yTicks.map(({ value, at }) => (
                <g key={value}>
                  <path className={styles['grid']} d={`M0 ${at}h${plot.width}`} />
                  <text className={styles['tick']} x={-8} y={at + 4} textAnchor="end">
                    {formatY(value)}
                  </text>
                </g>
              ))}
              {drawn.xTicks.map(({ value, at }) => (
                <g key={value}>
                  <path className={styles['grid']} d={`M${at} 0v${plot.height}`} />
                  <text className={styles['tick']} x={at} y={plot.height + 18} textAnchor="middle">
                    {formatX(value)}
                  </text>
                </g>
              ))}
              {drawn.labels.map(({ index, x, y, anchor }) => (
                <text key={drawn.at[index]?.key} className={styles['label']} x={x} y={y} textAnchor={anchor}>
                  {drawn.at[index]?.label}
                </text>
              ))}
              {drawn.at.map((point) => (
                // biome-ignore lint/a11y/noStaticElementInteractions: the table below has a link for each point
                <g
                  key={point.key}
                  className={styles['point']}
                  data-hollow={point.isHollow}
                  data-pointed={point.key === pointed}
                  transform={`translate(${point.x} ${point.y})`}
                  onPointerEnter={() => setPointed(point.key)}
                  onClick={() => onChoose(point.source)}
                >
                  <circle className={styles['target']} r={12} />
                  <path d={markerPath(point.marker)} />
                </g>
              ))}
            </g>
          </svg>
        )}
        {shown !== undefined && (
          <div
            className={styles['details']}
            aria-hidden="true"
            data-left={shown.x > plot.width / 2}
            style={{ left: MARGIN.left + shown.x, top: MARGIN.top + shown.y }}
          >
            <strong>{shown.label}</strong>
            {shown.details.map((line) => (
              <span key={line}>{line}</span>
            ))}
          </div>
        )}
      </div>
      {props.children}
    </figure>
  );
}

/** The width of an element as it changes; 0 before it is known. */
function useWidth(frame: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
