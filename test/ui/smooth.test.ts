import { describe, expect, it } from 'vitest';
import { smooth } from '#ui/smooth.ts';

describe('the smoothing of a curve', () => {
  it('leaves a constant curve as it is from its first point on', () => {
    for (const value of smooth([3, 3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
  });

  it('weighs each point as the corrected moving average of Adam does', () => {
    // Kingma & Ba 2015, section 3: m2 = (b (1-b) x1 + (1-b) x2) / (1 - b^2), here with b = 1/2: (x1 + 2 x2) / 3.
    const [, second] = smooth([6, 3], 0.5);
    expect(second).toBeCloseTo((6 + 2 * 3) / 3, 12);
  });

  it('draws the measurements themselves at zero, and leaves gaps alone', () => {
    const cells = [1, null, 5];
    expect(smooth(cells, 0)).toEqual(cells);
    expect(smooth(cells, 0.5)[1]).toBeNull();
  });
});
