import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DrawingPad } from '#ui/drawing-pad.tsx';
import { HeatMap } from '#ui/heat-map.tsx';

let root: Root;

beforeEach(() => {
  const frame = document.createElement('div');
  document.body.replaceChildren(frame);
  root = createRoot(frame);
});
afterEach(() => root.unmount());

const render = (widget: ReactNode) => root.render(<MantineProvider>{widget}</MantineProvider>);

const WORDS = { zoomIn: 'Closer', zoomOut: 'Farther', whole: 'Whole', help: '' };

describe('a heat map', () => {
  it('is one tab stop whose cells the arrow keys reach and Enter chooses', async () => {
    const onCell = vi.fn();
    const onRow = vi.fn();
    render(
      <HeatMap
        label="Confusion"
        rowTitle="Shown"
        columnTitle="Said"
        names={['a', 'b']}
        values={[5, 1, 2, 7]}
        order={[0, 1]}
        words={WORDS}
        theme="light"
        format={String}
        cellLabel={(row, column) => `cell ${row} ${column}`}
        rowLabel={(row) => `row ${row}`}
        onCell={onCell}
        onRow={onRow}
      />,
    );
    await expect.element(page.getByRole('button', { name: 'cell 0 0' })).toBeVisible();
    await userEvent.keyboard('{Tab}{ArrowDown}{ArrowRight}{ArrowRight}{Enter}');
    expect(onCell).toHaveBeenCalledExactlyOnceWith(1, 1);
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{Enter}');
    expect(onRow).toHaveBeenCalledExactlyOnceWith(1);
  });
});

describe('a heat map of a thousand classes', () => {
  const SIDE = 1000;
  const names = Array.from({ length: SIDE }, (_, index) => `class ${index}`);
  const order = [...names.keys()];
  const values = new Uint32Array(SIDE * SIDE);
  for (let index = 0; index < SIDE; index++) values[index * SIDE + index] = 50;
  values[3 * SIDE + 999] = 7;

  it('is there within seconds, and the arrow keys and the pointer reach its cells', async () => {
    const onCell = vi.fn();
    const onRow = vi.fn();
    const startedAt = performance.now();
    render(
      <HeatMap
        label="Confusion"
        rowTitle="Shown"
        columnTitle="Said"
        names={names}
        values={values}
        order={order}
        words={WORDS}
        theme="light"
        format={String}
        cellLabel={(row, column) => `${values[row * SIDE + column]} of ${row} called ${column}`}
        rowLabel={(row) => `all of ${row}`}
        onCell={onCell}
        onRow={onRow}
      />,
    );
    const map = page.getByRole('img', { name: 'Confusion' });
    await expect.element(map).toBeVisible();
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(document.querySelectorAll('*').length).toBeLessThan(200);

    await userEvent.keyboard('{Tab}{ArrowDown}{ArrowDown}{ArrowDown}{End}');
    await expect.element(page.getByText('7 of 3 called 999')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(onCell).toHaveBeenLastCalledWith(3, 999);
    await page.getByRole('button', { name: 'all of 3' }).click();
    expect(onRow).toHaveBeenLastCalledWith(3);

    const canvas = map.element() as HTMLCanvasElement;
    const { width, height } = canvas.getBoundingClientRect();
    await map.click({ position: { x: width * 0.5005, y: height * 0.2505 } });
    const [row, column] = onCell.mock.lastCall as [number, number];
    // A cell is less than a pixel of the screen wide.
    expect(Math.abs(row - 250)).toBeLessThanOrEqual(2);
    expect(Math.abs(column - 500)).toBeLessThanOrEqual(2);
  });

  it('shows a count as colour: the more, the more opaque', async () => {
    document.documentElement.style.setProperty('--heat', '#1864ab');
    render(
      <HeatMap
        label="Confusion"
        rowTitle=""
        columnTitle=""
        names={names}
        values={values}
        order={order}
        words={WORDS}
        theme="light"
        format={String}
        cellLabel={() => ''}
        rowLabel={() => ''}
        onCell={vi.fn()}
        onRow={vi.fn()}
      />,
    );
    const map = page.getByRole('img', { name: 'Confusion' });
    await expect.element(map).toBeVisible();
    const context = (map.element() as HTMLCanvasElement).getContext('2d')!;
    const { width } = context.canvas;
    const place = (index: number) => Math.floor((index / SIDE) * width);
    const pixel = (row: number, column: number) => [
      ...context.getImageData(place(column), place(row), 1, 1).data,
    ];
    await expect.poll(() => pixel(500, 500)).toEqual([0x18, 0x64, 0xab, 255]);
    expect(pixel(500, 510)[3]).toBe(0);
    // A pixel stands for more than one cell here; the one that counts is not lost.
    expect(pixel(3, 999)[3]).toBeGreaterThan(0);
    expect(pixel(3, 999)[3]).toBeLessThan(255);
  });

  it('is looked at closer and moved by keys, in the order that was asked for', async () => {
    const onCell = vi.fn();
    const reversed = order.toReversed();
    render(
      <HeatMap
        label="Confusion"
        rowTitle=""
        columnTitle=""
        names={names}
        values={values}
        order={reversed}
        words={WORDS}
        theme="light"
        format={String}
        cellLabel={(row, column) => `${row} called ${column}`}
        rowLabel={() => ''}
        onCell={onCell}
        onRow={vi.fn()}
      />,
    );
    const map = page.getByRole('img', { name: 'Confusion' });
    await expect.element(map).toBeVisible();
    await expect.element(page.getByText('999 called 999')).toBeVisible();
    for (let i = 0; i < 7; i++) await page.getByRole('button', { name: 'Closer' }).click();
    const { width, height } = map.element().getBoundingClientRect();
    // Ten cells from the corner on, beside their names.
    await map.click({ position: { x: width * (0.18 + 0.82 * 0.35), y: height * (0.18 + 0.82 * 0.15) } });
    expect(onCell).toHaveBeenLastCalledWith(998, 996);
    await map.click({ position: { x: width * 0.98, y: height * 0.98 } });
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(onCell).toHaveBeenLastCalledWith(990, 989);
    await page.getByRole('button', { name: 'Whole' }).click();
    await expect.element(page.getByRole('button', { name: 'Farther' })).toBeDisabled();
  });
});

describe('the drawing pad', () => {
  const words = { clear: 'Clear', undo: 'Undo', penUp: 'Pen up', penDown: 'Pen down' };

  it('draws by keyboard, gives the ink away, and undoes a Clear', async () => {
    const drawn: (Uint8Array | undefined)[] = [];
    render(<DrawingPad label="Pad" words={words} onDrawn={(ink) => drawn.push(ink)} />);
    await expect.element(page.getByRole('application', { name: 'Pad' })).toBeVisible();
    await userEvent.keyboard('{Tab} ');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown} ');
    expect(drawn).toHaveLength(1);
    // A vertical stroke in the middle of a sheet of 280 x 280: ink there, paper in the corner.
    expect(drawn[0]?.length).toBe(280 * 280);
    expect(drawn[0]?.[90 * 280 + 140]).toBe(255);
    expect(drawn[0]?.[0]).toBe(0);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(drawn[1]).toBeUndefined();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(drawn[2]).toEqual(drawn[0]);
  });
});
