import { Button } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import styles from './heat-canvas.module.css';
import { type HeatMapProps, heatLevel, largest, MOVES, type Position } from './heat-level.ts';

/** Page Up and Page Down go so many rows. */
const PAGE_ROWS = 10;

/**
 * A large square of counts as a picture, a pixel a cell. The cell that the pointer or the arrow keys are on is framed
 * and told below; a click or Enter chooses it.
 */
export function HeatCanvas(props: HeatMapProps) {
  const { label, rowTitle, columnTitle, names, values, theme, cellLabel, rowLabel, onCell, onRow } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [[row, column], setActive] = useState<Position>([0, 0]);
  const tellingId = useId();
  const side = names.length;
  const last = side - 1;
  const within = (index: number) => Math.min(last, Math.max(0, index));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours, read from the page
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, values, side);
  }, [values, side, theme]);

  const positionOf = ({ clientX, clientY, currentTarget }: PointerEvent): Position => {
    const box = currentTarget.getBoundingClientRect();
    return [
      within(Math.floor(((clientY - box.top) / box.height) * side)),
      within(Math.floor(((clientX - box.left) / box.width) * side)),
    ];
  };
  const targetOf = (key: string): Position | undefined => {
    const by = MOVES[key];
    if (by !== undefined) return [within(row + by[0]), within(column + by[1])];
    if (key === 'Home') return [row, 0];
    if (key === 'End') return [row, last];
    if (key === 'PageUp') return [within(row - PAGE_ROWS), column];
    if (key === 'PageDown') return [within(row + PAGE_ROWS), column];
    return undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = targetOf(event.key);
    if (target !== undefined) setActive(target);
    else if (event.key === 'Enter' || event.key === ' ') onCell(row, column);
    else return;
    event.preventDefault();
  };
  const percent = (index: number) => `${(100 * index) / side}%`;

  return (
    <div className={styles['map']}>
      <p className={styles['titles']}>
        {rowTitle} ↓ {columnTitle} →
      </p>
      <div className={styles['frame']}>
        <canvas
          ref={canvas}
          className={styles['canvas']}
          width={side}
          height={side}
          role="img"
          aria-label={label}
          aria-describedby={tellingId}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => setActive(positionOf(event))}
          onPointerDown={(event) => {
            const [pressedRow, pressedColumn] = positionOf(event);
            setActive([pressedRow, pressedColumn]);
            onCell(pressedRow, pressedColumn);
          }}
        />
        <div
          className={styles['active']}
          style={{ top: percent(row), left: percent(column), width: percent(1), height: percent(1) }}
        />
      </div>
      <p id={tellingId} aria-live="polite" className={styles['telling']}>
        {cellLabel(row, column)}
      </p>
      <Button size="xs" variant="default" onClick={() => onRow(row)}>
        {rowLabel(row)}
      </Button>
    </div>
  );
}

/** Each cell in the theme's colour, the more opaque the more it counts; the diagonal as much as the rest. */
function paint(canvas: HTMLCanvasElement, values: readonly (readonly number[])[], side: number): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return;
  // The browser reads the colour, however the theme writes it.
  context.fillStyle = getComputedStyle(canvas).getPropertyValue('--heat').trim();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  const image = context.createImageData(side, side);
  const most = largest(values);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const offset = 4 * (row * side + column);
      image.data[offset] = red;
      image.data[offset + 1] = green;
      image.data[offset + 2] = blue;
      image.data[offset + 3] = 255 * heatLevel(values[row]?.[column] ?? 0, most);
    }
  }
  context.putImageData(image, 0, 0);
}
