/** A point of the pad, 0 to 1 along both axes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];
export type Strokes = readonly Stroke[];

/** The pen's width as a part of the pad's side. */
const PEN_WIDTH = 0.08;

/** Draws black strokes with round ends on what is already there; `side` is in pixels. */
export function paintStrokes(context: CanvasRenderingContext2D, strokes: Strokes, side: number): void {
  context.strokeStyle = '#000';
  context.lineWidth = PEN_WIDTH * side;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [start, ...rest] of strokes) {
    if (start === undefined) continue;
    context.beginPath();
    context.moveTo(start.x * side, start.y * side);
    // A dot is a line to where it began.
    for (const point of rest.length === 0 ? [start] : rest) context.lineTo(point.x * side, point.y * side);
    context.stroke();
  }
}

/** The strokes as ink from 0 (paper) to 255, row by row, `side` x `side`. */
export function rasterise(strokes: Strokes, side: number): Uint8Array<ArrayBuffer> {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser gives no 2d canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  paintStrokes(context, strokes, side);
  const { data } = context.getImageData(0, 0, side, side);
  return Uint8Array.from({ length: side * side }, (_, pixel) => 255 - (data[pixel * 4] ?? 255));
}
