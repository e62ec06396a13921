import { heatLevel, largest } from './heat-level.ts';
import { COUNTED_CELL, geometryOf, type HeatView } from './heat-view.ts';

export interface HeatPicture {
  readonly values: ArrayLike<number>;
  readonly names: readonly string[];
  readonly order: readonly number[];
  readonly view: HeatView;
  readonly format: (value: number) => string;
}

type Colour = readonly [red: number, green: number, blue: number];

/**
 * Paints the cells of a view into a square canvas. Where a pixel stands for several cells it shows the greatest, so that
 * no mistake vanishes.
 */
export function paintHeat(canvas: HTMLCanvasElement, picture: HeatPicture): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return;
  const { values, names, order, view } = picture;
  const size = canvas.width;
  const side = names.length;
  const { gutter, cell } = geometryOf(view, size);
  const style = getComputedStyle(canvas);
  const [more, less] = ['--heat', '--heat-less'].map((name) =>
    colourOf(context, style.getPropertyValue(name)),
  );
  context.clearRect(0, 0, size, size);
  const most = largest(values);
  const image = context.createImageData(size - gutter, size - gutter);
  const edge = (place: number) => Math.floor(place * cell);
  for (let row = 0; row < view.span; row++) {
    const from = (order[view.row + row] ?? 0) * side;
    for (let column = 0; column < view.span; column++) {
      const value = values[from + (order[view.column + column] ?? 0)] ?? 0;
      if (value === 0) continue;
      const box = { top: edge(row), left: edge(column), bottom: edge(row + 1), right: edge(column + 1) };
      fill(image, box, (value > 0 ? more : less) ?? [0, 0, 0], 255 * heatLevel(value, most));
    }
  }
  context.putImageData(image, gutter, gutter);
  if (gutter > 0) writeNames(context, picture, style);
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** At least one pixel; a stronger one that is there stays. */
function fill(image: ImageData, { top, left, bottom, right }: Box, colour: Colour, alpha: number): void {
  const { data, width } = image;
  for (let y = top; y < Math.max(bottom, top + 1); y++) {
    for (let x = left; x < Math.max(right, left + 1); x++) {
      const offset = 4 * (y * width + x);
      if ((data[offset + 3] ?? 0) >= alpha) continue;
      data.set([...colour, alpha], offset);
    }
  }
}

/** The browser reads the colour, however the theme writes it. */
function colourOf(context: CanvasRenderingContext2D, text: string): Colour {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = text.trim();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function writeNames(
  context: CanvasRenderingContext2D,
  { values, names, order, view, format }: HeatPicture,
  style: CSSStyleDeclaration,
): void {
  const { gutter, cell } = geometryOf(view, context.canvas.width);
  const side = names.length;
  const font = Math.min(cell * 0.7, gutter * 0.12);
  context.font = `${font}px ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textBaseline = 'middle';
  const room = gutter - font / 2;
  for (let place = 0; place < view.span; place++) {
    const middle = gutter + (place + 0.5) * cell;
    context.textAlign = 'end';
    context.fillText(names[order[view.row + place] ?? 0] ?? '', room, middle, room);
    context.save();
    context.translate(middle, room);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'start';
    context.fillText(names[order[view.column + place] ?? 0] ?? '', 0, 0, room);
    context.restore();
  }
  if (cell < COUNTED_CELL) return;
  context.textAlign = 'center';
  for (let row = 0; row < view.span; row++) {
    for (let column = 0; column < view.span; column++) {
      const value = values[(order[view.row + row] ?? 0) * side + (order[view.column + column] ?? 0)] ?? 0;
      if (value === 0) continue;
      context.fillText(
        format(value),
        gutter + (column + 0.5) * cell,
        gutter + (row + 0.5) * cell,
        cell * 0.9,
      );
    }
  }
}
