import { describe, expect, it } from 'vitest';
import { architectures, buildGraph } from '#models/registry.ts';
import { drawMiniature, MINIATURE_SIZE } from '#panels/zoo/miniature-bars.ts';

const bars = (id: string) => drawMiniature(buildGraph(id));
const count = (id: string, kind: string) => bars(id).filter((bar) => bar.kind === kind).length;

describe('the miniature of a net', () => {
  it("shows AlexNet's layers one by one", () => {
    // Krizhevsky et al. 2012, section 3.5: five convolutions, three fully connected layers; three poolings.
    expect([count('alexnet', 'conv'), count('alexnet', 'dense')]).toEqual([5, 3]);
    const kinds = bars('alexnet').map(({ kind }) => kind[0]);
    expect(kinds.join('')).toMatch(/^cpcpcccpp?ddd$/);
  });

  it('shows the four paths of an inception module, and the auxiliary heads below', () => {
    // Szegedy et al. 2015, table 1: nine modules; heads after 4a and 4d.
    expect(bars('googlenet').filter(({ paths }) => paths === 4)).toHaveLength(9);
    expect(bars('googlenet').filter(({ hasHead }) => hasHead)).toHaveLength(2);
  });

  it('shows a shortcut over each residual block and over no plain one', () => {
    // He et al. 2016, table 1: 3 + 4 + 6 + 3 blocks of ResNet-34 and 3 + 8 + 36 + 3 of ResNet-152.
    expect(bars('resnet34').filter(({ isResidual }) => isResidual)).toHaveLength(16);
    expect(bars('resnet152').filter(({ isResidual }) => isResidual)).toHaveLength(50);
    expect(bars('plain34').some(({ isResidual }) => isResidual)).toBe(false);
  });

  it('shows a map that is concatenated with what was made of it as a shortcut, not as a path', () => {
    // Huang et al. 2017, table 1: 6 + 12 + 24 + 16 dense layers.
    const dense = bars('densenet121');
    expect(dense.filter(({ isResidual }) => isResidual)).toHaveLength(58);
    expect(dense.every(({ paths }) => paths === 1)).toBe(true);
    // The stem and three transitions; the first pooling, one in each transition and the last.
    expect(dense.filter(({ kind }) => kind === 'conv')).toHaveLength(58 + 1 + 3);
    expect(dense.filter(({ kind }) => kind === 'pool')).toHaveLength(1 + 3 + 1);
  });

  it.each(architectures.map(({ id }) => id))('of %s stays within its frame, bar beside bar', (id) => {
    let end = 0;
    for (const { x, width, height } of bars(id)) {
      expect(x).toBeGreaterThanOrEqual(end - 1e-9);
      expect(width).toBeGreaterThan(0.2);
      expect(height).toBeLessThanOrEqual(MINIATURE_SIZE.height);
      end = x + width;
    }
    expect(end).toBeLessThanOrEqual(MINIATURE_SIZE.width + 1e-9);
  });
});
