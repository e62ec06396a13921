import { describe, expect, it } from 'vitest';
import { preprocessedShape } from '#models/preprocessing.ts';
import { architectures } from '#models/registry.ts';

describe('the preprocessing of a net', () => {
  const bound = architectures.flatMap(({ id, inputShape, numClasses, preprocessing }) =>
    preprocessing ? [{ id, inputShape, numClasses, preprocessing }] : [],
  );

  it('is there for every net of ImageNet, and for no other', () => {
    const nets = architectures.filter(({ numClasses }) => numClasses === 1000).map(({ id }) => id);
    expect(bound.map(({ id }) => id)).toEqual(nets);
  });

  it.each(bound)('of $id gives the input that the net takes', ({ inputShape, preprocessing }) => {
    expect(preprocessedShape(preprocessing)).toEqual(inputShape);
    expect(preprocessing.deviation).toHaveLength(preprocessing.mean.length);
    expect(preprocessing.resize.side).toBeGreaterThan(Math.max(...preprocessing.crop));
  });
});
