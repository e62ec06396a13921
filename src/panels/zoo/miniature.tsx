import { useMemo } from 'react';
import type { Graph } from '#models/graph.ts';
import styles from './miniature.module.css';
import { drawMiniature, MINIATURE_SIZE, type MiniatureBar } from './miniature-bars.ts';

const MIDDLE = MINIATURE_SIZE.height / 2;

/** A net in a few strokes, drawn from its graph. */
export function Miniature({ graph, label }: { readonly graph: Graph; readonly label: string }) {
  const bars = useMemo(() => drawMiniature(graph), [graph]);
  return (
    <svg
      className={styles['miniature']}
      viewBox={`0 0 ${MINIATURE_SIZE.width} ${MINIATURE_SIZE.height}`}
      role="img"
      aria-label={label}
    >
      {bars.map((bar) => (
        <g key={bar.x} data-kind={bar.kind}>
          <path d={slices(bar)} />
          {bar.isResidual && <path className={styles['shortcut']} d={shortcut(bar)} />}
          {bar.hasHead && <path className={styles['head']} d={head(bar)} />}
        </g>
      ))}
    </svg>
  );
}

function slices({ x, width, height, paths }: MiniatureBar): string {
  const gap = paths > 1 ? Math.min(2, height / (3 * paths)) : 0;
  const slice = (height - gap * (paths - 1)) / paths;
  return Array.from({ length: paths }, (_, index) => {
    const top = MIDDLE - height / 2 + index * (slice + gap);
    return `M${round(x)} ${round(top)}h${round(width)}v${round(slice)}h${round(-width)}z`;
  }).join('');
}

/** An arc over the bar, from its left to its right. */
function shortcut({ x, width, height }: MiniatureBar): string {
  const top = MIDDLE - height / 2 - 1;
  return `M${round(x)} ${round(top)}q${round(width / 2)} -6 ${round(width)} 0`;
}

/** A small classifier hanging below the bar. */
function head({ x, width, height }: MiniatureBar): string {
  return `M${round(x + width / 2)} ${round(MIDDLE + height / 2)}v6m-2 0h4`;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
