import type { OptimizerName } from './recipe.ts';

/** The tensors of a weight's size that each optimiser keeps beside it, by what they hold. */
export const OPTIMIZER_SLOTS: Readonly<Record<OptimizerName, readonly string[]>> = {
  sgd: [],
  momentum: ['velocity'],
  nesterov: ['velocity'],
  rmsprop: ['meanSquare'],
  adam: ['mean', 'meanSquare'],
  adamw: ['mean', 'meanSquare'],
};
