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
        values={[
          [5, 1],
          [2, 7],
        ]}
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

describe('the drawing pad', () => {
  const words = { clear: 'Clear', undo: 'Undo', penUp: 'Pen up', penDown: 'Pen down' };

  it('draws by keyboard, gives the ink away, and undoes a Clear', async () => {
    const drawn: (Uint8Array | undefined)[] = [];
    render(<DrawingPad label="Pad" words={words} onDrawn={(ink) => drawn.push(ink)} />);
    await expect.element(page.getByRole('img', { name: 'Pad' })).toBeVisible();
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
