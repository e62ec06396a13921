import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ScatterChart, type ScatterPoint } from '#ui/scatter-chart.tsx';

let root: Root;

beforeEach(() => {
  const frame = document.createElement('div');
  frame.style.width = '600px';
  document.body.replaceChildren(frame);
  root = createRoot(frame);
});
afterEach(() => root.unmount());

const point = (label: string, x: number, y: number): ScatterPoint => ({
  key: label,
  x,
  y,
  label,
  marker: 'circle',
  isHollow: label === 'c',
  details: [`details of ${label}`],
});
const POINTS = [point('a', 1e6, 20), point('b', 1e7, 10), point('c', 1e8, 5)];

function render(onChoose = vi.fn()) {
  root.render(
    <ScatterChart
      title="Error"
      points={POINTS}
      xLabel="Parameters"
      yLabel="Top-5 error"
      isLogX
      formatX={String}
      formatY={(value) => `${value}%`}
      onChoose={onChoose}
    >
      <table>
        <tbody>
          <tr>
            <td>the figures</td>
          </tr>
        </tbody>
      </table>
    </ScatterChart>,
  );
  return onChoose;
}

const marks = () => [...document.querySelectorAll('g[data-hollow]')];
const centre = (mark: Element) => {
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
};

describe('a scatter chart', () => {
  it('puts larger values further right and higher up, equal ratios at equal distances, each with its name', async () => {
    render();
    await expect.element(page.getByRole('img', { name: 'Error' })).toBeVisible();
    const [a, b, c] = marks().map(centre);
    expect(b!.x - a!.x).toBeGreaterThan(50);
    expect(c!.x - b!.x).toBeCloseTo(b!.x - a!.x, 0);
    expect(a!.y).toBeLessThan(b!.y);
    expect(b!.y).toBeLessThan(c!.y);
    const texts = [...document.querySelectorAll('svg text')].map(({ textContent }) => textContent);
    expect(texts).toEqual(expect.arrayContaining(['a', 'b', 'c', 'Parameters', 'Top-5 error']));
  });

  it('says what stands behind a point that is pointed at, and hands it over when it is chosen', async () => {
    const onChoose = render();
    await expect.element(page.getByText('the figures')).toBeVisible();
    await userEvent.hover(marks()[1]!);
    await expect.element(page.getByText('details of b')).toBeVisible();
    await userEvent.click(marks()[1]!);
    expect(onChoose).toHaveBeenCalledExactlyOnceWith(POINTS[1]);
  });
});
