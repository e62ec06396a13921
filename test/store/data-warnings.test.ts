import { describe, expect, it } from 'vitest';
import { dataWarnings } from '#store/data-warnings.ts';
import { summaryOf } from './open-store.ts';

const warningsOf = (trainHistogram: readonly number[], validationFraction = 0.05, deviation = [0.3]) =>
  dataWarnings(summaryOf({ id: 'mnist' }, { trainHistogram, deviation }), validationFraction);

describe('data that spoil a training', () => {
  it('are not those of MNIST', () => {
    expect(warningsOf([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])).toEqual([]);
  });

  it('have classes without images', () => {
    expect(warningsOf([100, 0, 100, 0])).toEqual([{ kind: 'emptyClasses', classes: [1, 3] }]);
  });

  it('have classes of under five images, or of so few that none is held out', () => {
    expect(warningsOf([100, 4, 100], 0)).toEqual([{ kind: 'rareClasses', classes: [1] }]);
    // A twentieth of 9 images is none, of 10 one: the engine rounds.
    expect(warningsOf([100, 9, 10], 0.05)).toEqual([{ kind: 'rareClasses', classes: [1] }]);
    expect(warningsOf([100, 9, 10], 0)).toEqual([]);
    expect(warningsOf([100, 1, 100], 0)).toEqual([{ kind: 'rareClasses', classes: [1] }]);
    expect(warningsOf([100, 5, 100], 0)).toEqual([]);
  });

  it('are of one class, or all alike', () => {
    expect(warningsOf([0, 100, 0])).toEqual([{ kind: 'oneClass', classes: [1] }]);
    expect(warningsOf([1, 0], 0)).toEqual([
      { kind: 'oneClass', classes: [0] },
      { kind: 'rareClasses', classes: [0] },
    ]);
    expect(warningsOf([100, 100], 0, [0, 0, 0])).toEqual([{ kind: 'constantPixels' }]);
    expect(warningsOf([100, 100], 0, [0, 0.2, 0])).toEqual([]);
  });
});
