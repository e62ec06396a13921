import { describe, expect, it } from 'vitest';
import { isSameRecipe, isUsed, MOMENTUM_RECIPE, type Recipe } from '#models/recipe.ts';
import {
  AUGMENTATION_FIELDS,
  accepts,
  type Field,
  RECIPE_FIELDS,
  RUN_FIELDS,
} from '#models/recipe-fields.ts';

const fields = Object.entries<Field>({ ...RECIPE_FIELDS, ...AUGMENTATION_FIELDS, ...RUN_FIELDS });

describe('the fields of a recipe', () => {
  it.each(fields)('%s accepts its own default', (_, field) => {
    expect(accepts(field, field.default)).toBe(true);
  });

  it('are used where a recipe makes them matter', () => {
    const conditional = ['warmupSteps', 'stepEpochs', 'stepFactor', 'momentum'] as const;
    const used = (change: Partial<Recipe>) =>
      conditional.filter((name) => isUsed(RECIPE_FIELDS[name], { ...MOMENTUM_RECIPE, ...change }));
    expect(used({ optimizer: 'sgd', schedule: 'oneCycle' })).toEqual([]);
    expect(used({ optimizer: 'adam', schedule: 'step' })).toEqual(conditional);
    expect(used({ optimizer: 'sgd', schedule: 'cosine' })).toEqual(['warmupSteps']);
    expect(isUsed(RECIPE_FIELDS.epochs, { ...MOMENTUM_RECIPE, optimizer: 'sgd' })).toBe(true);
  });

  it('make two recipes the same only where all agree, in whatever order they stand', () => {
    const { augmentation, ...rest } = MOMENTUM_RECIPE;
    expect(isSameRecipe({ augmentation, ...rest }, MOMENTUM_RECIPE)).toBe(true);
    expect(isSameRecipe({ ...MOMENTUM_RECIPE, stepEpochs: 31 }, MOMENTUM_RECIPE)).toBe(false);
    expect(isSameRecipe({ ...rest, augmentation: { ...augmentation, flip: true } }, MOMENTUM_RECIPE)).toBe(
      false,
    );
  });
});
