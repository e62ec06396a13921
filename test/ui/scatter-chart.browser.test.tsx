import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  color: 'navy',
  isHollow: label === 'c',
  isFaded: false,
  isBest: false,
  details: [`details of ${label}`],
});
const POINTS = [point('a', 1e6, 20), point('b', 1e7, 10), point('c', 1e8, 5)];

function render() {
  root.render(
    <ScatterChart
      title="Error"
      points={POINTS}
      xLabel="Parameters"
      yLabel="Top-5 error"
      isLogX
      formatX={String}
      formatY={(value) => `${value}%`}
      hint="Point at a mark."
      renderActions={({ label }) => <a href={`#${label}`}>Open {label}</a>}
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

  it('says what stands behind a point that is pointed at, keeps it when it is pressed, and leads nowhere', async () => {
    render();
    await expect.element(page.getByText('Point at a mark.')).toBeVisible();
    await userEvent.hover(marks()[1]!);
    await expect.element(page.getByText('details of b')).toBeVisible();
    expect(document.querySelector('a')).toBeNull();
    const address = location.href;
    await userEvent.click(marks()[1]!);
    await expect.element(page.getByRole('link', { name: 'Open b' })).toBeVisible();
    expect(location.href).toBe(address);
    await userEvent.hover(marks()[2]!);
    await expect.element(page.getByText('details of c')).toBeVisible();
    await userEvent.hover(page.getByText('the figures'));
    await expect.element(page.getByText('details of b')).toBeVisible();
  });
});
