import { Button } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import styles from './drawing-pad.module.css';
import { type Point, paintStrokes, rasterise, type Strokes } from './strokes.ts';

export interface DrawingPadProps {
  /** Says how to draw, by pointer and by keyboard. */
  readonly label: string;
  readonly words: {
    readonly clear: string;
    readonly undo: string;
    readonly penUp: string;
    readonly penDown: string;
  };
  /** After each stroke: ink from 0 to 255, `side` x `side`; undefined when the pad is empty. */
  readonly onDrawn: (ink: Uint8Array<ArrayBuffer> | undefined, side: number) => void;
}

const SIDE = 280;
/** How far an arrow key moves the pen. */
const KEY_STEP = 1 / 28;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -KEY_STEP },
  ArrowDown: { x: 0, y: KEY_STEP },
  ArrowLeft: { x: -KEY_STEP, y: 0 },
  ArrowRight: { x: KEY_STEP, y: 0 },
};

const onPad = (value: number) => Math.min(1, Math.max(0, value));

/** A sheet of paper for one drawing, by mouse, pen, finger or keyboard. */
export function DrawingPad({ label, words, onDrawn }: DrawingPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Every state of the sheet, the newest last: undo goes back one, over a Clear too. */
  const [history, setHistory] = useState<readonly Strokes[]>([[]]);
  const [stroke, setStroke] = useState<readonly Point[] | undefined>();
  const [pen, setPen] = useState<Point | undefined>();
  /** The pointer that is drawing. */
  const drawingPointer = useRef<number>(undefined);
  const sheet = history.at(-1) ?? [];
  const isKeyboard = pen !== undefined;

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, SIDE, SIDE);
    paintStrokes(context, stroke === undefined ? sheet : [...sheet, stroke], SIDE);
    if (pen === undefined) return;
    context.strokeStyle = '#c2255c';
    context.lineWidth = 3;
    context.beginPath();
    context.arc(pen.x * SIDE, pen.y * SIDE, 12, 0, 2 * Math.PI);
    context.stroke();
  }, [sheet, stroke, pen]);

  const show = (next: readonly Strokes[]) => {
    setHistory(next);
    const strokes = next.at(-1) ?? [];
    onDrawn(strokes.length === 0 ? undefined : rasterise(strokes, SIDE), SIDE);
  };
  const finish = () => {
    if (stroke === undefined) return;
    setStroke(undefined);
    show([...history, [...sheet, stroke]]);
  };
  const lift = ({ pointerId }: PointerEvent) => {
    if (pointerId !== drawingPointer.current) return;
    drawingPointer.current = undefined;
    finish();
  };
  const pointOf = ({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>, pad: Element): Point => {
    const box = pad.getBoundingClientRect();
    return { x: onPad((clientX - box.left) / box.width), y: onPad((clientY - box.top) / box.height) };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = ARROWS[event.key];
    const at = pen ?? { x: 0.5, y: 0.25 };
    if (event.key === ' ') {
      setPen(at);
      if (stroke === undefined) setStroke([at]);
      else finish();
    } else if (by !== undefined) {
      const next = { x: onPad(at.x + by.x), y: onPad(at.y + by.y) };
      setPen(next);
      if (stroke !== undefined) setStroke([...stroke, next]);
    } else return;
    event.preventDefault();
  };

  return (
    <div className={styles['pad']}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it has keys of its own, as applications do */}
      <canvas
        ref={canvas}
        className={styles['sheet']}
        width={SIDE}
        height={SIDE}
        role="application"
        aria-label={label}
        title={label}
        data-drawing-pad
        tabIndex={0}
        onPointerDown={(event) => {
          // One pen at a time: a second finger or a palm does not bend the stroke, and only the main button draws.
          if (drawingPointer.current !== undefined || event.button !== 0) return;
          drawingPointer.current = event.pointerId;
          event.currentTarget.setPointerCapture(event.pointerId);
          setPen(undefined);
          setStroke([pointOf(event, event.currentTarget)]);
        }}
        onPointerMove={({ pointerId, nativeEvent, currentTarget }) => {
          if (pointerId !== drawingPointer.current) return;
          // A fast pen moves several times between two frames. Some browsers tell only the last of them.
          const coalesced = nativeEvent.getCoalescedEvents?.() ?? [];
          const moves = coalesced.length > 0 ? coalesced : [nativeEvent];
          const points = moves.map((move) => pointOf(move, currentTarget));
          setStroke((before = []) => [...before, ...points]);
        }}
        onPointerUp={lift}
        onPointerCancel={lift}
        onKeyDown={onKeyDown}
        onBlur={() => {
          drawingPointer.current = undefined;
          finish();
          setPen(undefined);
        }}
      />
      <div className={styles['buttons']}>
        <Button
          size="xs"
          variant="default"
          disabled={history.length < 2}
          onClick={() => show(history.slice(0, -1))}
        >
          {words.undo}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={sheet.length === 0}
          onClick={() => show([...history, []])}
        >
          {words.clear}
        </Button>
        {isKeyboard && <span>{stroke === undefined ? words.penUp : words.penDown}</span>}
      </div>
    </div>
  );
}
