import { useId } from 'react';
import styles from './overlay-chart.module.css';
import { position, type Scale, scaleFor, ticks } from './scatter-layout.ts';

export interface OverlayLine {
  readonly key: string;
  readonly label: string;
  /** A custom property of the theme, such as '--line-1'. */
  readonly color: string;
  /** As SVG's stroke-dasharray, '' for a whole line. */
  readonly dashes: string;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

export interface OverlayChartProps {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly OverlayLine[];
  readonly isLogY: boolean;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

const WIDTH = 960;
const HEIGHT = 400;
const MARGIN = { top: 24, right: 24, bottom: 44, left: 64 };
const PLOT = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
/** A logarithm has no place for 0. */
const SMALLEST = 1e-6;

/** Lines over each other, each with the band that it is the middle of; all of it vectors. */
export function OverlayChart({ title, xLabel, yLabel, lines, isLogY, formatX, formatY }: OverlayChartProps) {
  const clip = useId();
  const points = lines.flatMap((line) => line.points);
  const bound = (y: number) => (isLogY ? Math.max(y, SMALLEST) : y);
  const xs = scaleFor(
    points.map(({ x }) => x),
    false,
    0,
  );
  const heights = points.flatMap(({ low, high }) => [bound(low), bound(high)]);
  const ys = isLogY ? scaleFor(heights, true) : scaleFor(heights, false, 0);
  const px = (x: number) => position(xs, x) * PLOT.width;
  const py = (y: number) => (1 - position(ys, bound(y))) * PLOT.height;
  return (
    <figure className={styles['figure']}>
      <svg className={styles['chart']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        <defs>
          <clipPath id={clip}>
            <rect width={PLOT.width} height={PLOT.height} />
          </clipPath>
        </defs>
        <text className={styles['axis']} x={4} y={14}>
          {yLabel}
        </text>
        <text className={styles['axis']} x={WIDTH - MARGIN.right} y={HEIGHT - 6} textAnchor="end">
          {xLabel}
        </text>
        <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
          <Grid xs={xs} ys={ys} formatX={formatX} formatY={formatY} />
          <g clipPath={`url(#${clip})`}>
            {lines.map(({ key, color, dashes, points }) => (
              <g key={key} style={{ color: `var(${color})` }}>
                {points.some(({ low, high }) => low < high) && (
                  <path
                    className={styles['band']}
                    d={pathOf([
                      ...points.map(({ x, high }) => [px(x), py(high)] as const),
                      ...points.toReversed().map(({ x, low }) => [px(x), py(low)] as const),
                    ])}
                  />
                )}
                <path
                  className={styles['line']}
                  strokeDasharray={dashes}
                  d={pathOf(points.map(({ x, y }) => [px(x), py(y)]))}
                />
                {points.map(({ x, y }) => (
                  <circle key={x} className={styles['dot']} cx={px(x)} cy={py(y)} r={3} />
                ))}
              </g>
            ))}
          </g>
        </g>
      </svg>
      <ul className={styles['legend']}>
        {lines.map(({ key, label, color, dashes }) => (
          <li key={key}>
            <svg className={styles['sample']} viewBox="0 0 32 8" aria-hidden="true">
              <path
                className={styles['line']}
                style={{ color: `var(${color})` }}
                strokeDasharray={dashes}
                d="M0 4h32"
              />
            </svg>
            {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function pathOf(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

interface GridProps extends Pick<OverlayChartProps, 'formatX' | 'formatY'> {
  readonly xs: Scale;
  readonly ys: Scale;
}

function Grid({ xs, ys, formatX, formatY }: GridProps) {
  return (
    <>
      {ticks(ys, 6).map((value) => {
        const at = (1 - position(ys, value)) * PLOT.height;
        return (
          <g key={value}>
            <path className={styles['grid']} d={`M0 ${at}h${PLOT.width}`} />
            <text className={styles['tick']} x={-8} y={at + 4} textAnchor="end">
              {formatY(value)}
            </text>
          </g>
        );
      })}
      {ticks(xs, 10, true).map((value) => (
        <text
          key={value}
          className={styles['tick']}
          x={position(xs, value) * PLOT.width}
          y={PLOT.height + 18}
          textAnchor="middle"
        >
          {formatX(value)}
        </text>
      ))}
    </>
  );
}
