import { Button } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import styles from './heat-canvas.module.css';
import { type HeatMapProps, MOVES, type Position } from './heat-level.ts';
import { paintHeat } from './heat-paint.ts';
import { geometryOf, showing, wholeView, within, zoomed } from './heat-view.ts';

/** Page Up and Page Down go so many rows. */
const PAGE_ROWS = 10;
const CLOSER = 0.5;
/** Pixels of the canvas; the page stretches it. Fine enough to tell a thousand rows apart where they are merged. */
const SIZE = 800;
/** A pointer that moves farther than so many pixels of the screen drags. */
const DRAG = 4;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly view: ReturnType<typeof wholeView>;
  isMoved: boolean;
}

/**
 * A large square of counts as a picture that can be zoomed and dragged. The cell that the pointer or the arrow keys are
 * on is framed and told below; a click or Enter chooses it.
 */
export function HeatCanvas(props: HeatMapProps) {
  const { label, rowTitle, columnTitle, names, values, order, theme, format, words } = props;
  const { cellLabel, rowLabel, onCell, onRow } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<Drag>(undefined);
  const side = names.length;
  const [[row, column], setActive] = useState<Position>([0, 0]);
  const [view, setView] = useState(() => wholeView(side));
  const tellingId = useId();
  const { gutter, cell } = useMemo(() => geometryOf(view, SIZE), [view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours, read from the page
  useEffect(() => {
    if (canvas.current !== null) paintHeat(canvas.current, { values, names, order, view, format });
  }, [values, names, order, view, format, theme]);

  const classAt = (place: number) => order[place] ?? 0;
  const choose = ([row, column]: Position) => onCell(classAt(row), classAt(column));
  const bound = (place: number) => Math.min(side - 1, Math.max(0, place));
  const go = (position: Position) => {
    setActive(position);
    setView(showing(view, position, side));
  };
  const zoom = (factor: number, about: Position = [row, column]) =>
    setView(zoomed(view, factor, about, side));
  /** In cells, which may be within a cell or outside. */
  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const box = canvas.current?.getBoundingClientRect();
    const along = (from: number, length: number, client: number) =>
      (((client - from) / length) * SIZE - gutter) / cell;
    return box === undefined
      ? ([0, 0] as const)
      : ([along(box.top, box.height, clientY), along(box.left, box.width, clientX)] as const);
  };
  const positionOf = (event: PointerEvent): Position => {
    const [down, right] = pointOf(event);
    return [bound(view.row + Math.floor(down)), bound(view.column + Math.floor(right))];
  };
  const targetOf = (key: string): Position | undefined => {
    const by = MOVES[key];
    if (by !== undefined) return [bound(row + by[0]), bound(column + by[1])];
    if (key === 'Home') return [row, 0];
    if (key === 'End') return [row, side - 1];
    if (key === 'PageUp') return [bound(row - PAGE_ROWS), column];
    if (key === 'PageDown') return [bound(row + PAGE_ROWS), column];
    return undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = targetOf(event.key);
    if (target !== undefined) go(target);
    else if (event.key === 'Enter' || event.key === ' ') choose([row, column]);
    else if (event.key === '+' || event.key === '=') zoom(CLOSER);
    else if (event.key === '-') zoom(1 / CLOSER);
    else if (event.key === '0') setView(wholeView(side));
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent) => {
    const start = drag.current;
    if (start === undefined) {
      setActive(positionOf(event));
      return;
    }
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - start.x, event.clientY - start.y];
    start.isMoved ||= Math.hypot(x, y) > DRAG;
    if (!start.isMoved) return;
    const cells = SIZE / box.width / cell;
    setView(
      within({ ...view, row: start.view.row - y * cells, column: start.view.column - x * cells }, side),
    );
  };
  // A wheel alone scrolls the page; pinching on a touchpad comes as a wheel with Ctrl. React's own listener cannot hold
  // the page still.
  const onWheel = useRef((_: WheelEvent) => {});
  onWheel.current = (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const [down, right] = pointOf(event);
    zoom(Math.exp(event.deltaY / 100), [bound(view.row + down), bound(view.column + right)]);
  };
  useEffect(() => {
    const element = canvas.current;
    const listener = (event: WheelEvent) => onWheel.current(event);
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, []);
  const percent = (pixels: number) => `${(100 * pixels) / SIZE}%`;
  const isInView =
    row >= view.row &&
    row < view.row + view.span &&
    column >= view.column &&
    column < view.column + view.span;

  return (
    <div className={styles['map']}>
      <p className={styles['titles']}>
        {rowTitle} ↓ {columnTitle} →
      </p>
      <div className={styles['frame']}>
        <canvas
          ref={canvas}
          className={styles['canvas']}
          width={SIZE}
          height={SIZE}
          data-zoomed={view.span < side}
          role="img"
          aria-label={label}
          aria-describedby={tellingId}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onDoubleClick={(event) => zoom(CLOSER, positionOf(event as unknown as PointerEvent))}
          onPointerMove={onPointerMove}
          onPointerDown={(event) => {
            setActive(positionOf(event));
            event.currentTarget.setPointerCapture(event.pointerId);
            drag.current = { x: event.clientX, y: event.clientY, view, isMoved: false };
          }}
          onPointerUp={(event) => {
            if (drag.current?.isMoved === false) choose(positionOf(event));
            drag.current = undefined;
          }}
          onPointerCancel={() => {
            drag.current = undefined;
          }}
        />
        {isInView && (
          <div
            className={styles['active']}
            style={{
              top: percent(gutter + (row - view.row) * cell),
              left: percent(gutter + (column - view.column) * cell),
              width: percent(cell),
              height: percent(cell),
            }}
          />
        )}
      </div>
      <p id={tellingId} aria-live="polite" className={styles['telling']}>
        {cellLabel(classAt(row), classAt(column))}
      </p>
      <div className={styles['buttons']}>
        <Button size="xs" variant="default" onClick={() => zoom(CLOSER)}>
          {words.zoomIn}
        </Button>
        <Button size="xs" variant="default" disabled={view.span === side} onClick={() => zoom(1 / CLOSER)}>
          {words.zoomOut}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={view.span === side}
          onClick={() => setView(wholeView(side))}
        >
          {words.whole}
        </Button>
        <Button size="xs" variant="default" onClick={() => onRow(classAt(row))}>
          {rowLabel(classAt(row))}
        </Button>
      </div>
      <p className={styles['titles']}>{words.help}</p>
    </div>
  );
}
