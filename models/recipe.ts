import type { LocalizedText } from './localized-text.ts';
import {
  AUGMENTATION_FIELDS,
  defaultsOf,
  type Field,
  RECIPE_FIELDS,
  type ValuesOf,
} from './recipe-fields.ts';

export type { OptimizerName, ScheduleName } from './recipe-fields.ts';

/** How a net is trained: plain facts, small enough for a URL. */

export type Augmentation = ValuesOf<typeof AUGMENTATION_FIELDS>;

export interface Recipe extends ValuesOf<typeof RECIPE_FIELDS> {
  readonly augmentation: Augmentation;
}

export const NO_AUGMENTATION: Augmentation = defaultsOf(AUGMENTATION_FIELDS);

/** The optimiser that nearly every paper of the zoo names, with a batch and a length for modest machines. */
export const MOMENTUM_RECIPE: Recipe = { ...defaultsOf(RECIPE_FIELDS), augmentation: NO_AUGMENTATION };

/** For deep nets without batch normalisation, which plain momentum is slow to move away from equal probabilities. */
export const ADAM_RECIPE: Recipe = { ...MOMENTUM_RECIPE, optimizer: 'adam', learningRate: 0.0005 };

/** Whether a field has a meaning beside the recipe's other values. */
export function isUsed({ onlyWith = {} }: Field, recipe: Recipe): boolean {
  const { optimizer, schedule } = onlyWith;
  return (optimizer?.includes(recipe.optimizer) ?? true) && (schedule?.includes(recipe.schedule) ?? true);
}

export function isSameRecipe(a: Recipe, b: Recipe): boolean {
  const same = <Values extends object>(keys: object, one: Values, other: Values) =>
    (Object.keys(keys) as (keyof Values)[]).every((key) => one[key] === other[key]);
  return same(RECIPE_FIELDS, a, b) && same(AUGMENTATION_FIELDS, a.augmentation, b.augmentation);
}

/** What entries with `ADAM_RECIPE` say of it, by how the original was trained. */
export const ADAM_FOR_MOMENTUM: LocalizedText = {
  en: 'The recipe that Train offers uses Adam; the original was trained by stochastic gradient descent with momentum.',
  'zh-Hans': '训练页提供的方案使用 Adam；原作采用带动量的随机梯度下降。',
};
export const ADAM_FOR_RMSPROP: LocalizedText = {
  en: 'The recipe that Train offers uses Adam; the original was trained by RMSProp.',
  'zh-Hans': '训练页提供的方案使用 Adam；原作采用 RMSProp。',
};
