import type { Recipe } from '#models/recipe.ts';
import { findArchitecture } from '#models/registry.ts';
import type { RunConfig } from '#protocol/run-config.ts';

/** LeNet-5 with its own recipe, changed where the test says. */
export function lenetConfig(recipe: Partial<Recipe> = {}, run: Partial<RunConfig> = {}): RunConfig {
  return {
    model: { id: 'lenet5', width: 1, choices: {} },
    dataset: { id: 'digits' },
    recipe: { ...findArchitecture('lenet5').recipe, batchSize: 20, ...recipe },
    validationFraction: 0,
    seed: 7,
    ...run,
  };
}
