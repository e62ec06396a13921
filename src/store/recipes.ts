import type { Architecture } from '#models/catalog.ts';
import { NO_AUGMENTATION, type Recipe } from '#models/recipe.ts';

export type PresetName = 'quick' | 'recommended';

/** The catalogue's recipe: the shortest that shows the net at work. */
export function quickRecipe(architecture: Architecture): Recipe {
  return architecture.recipe;
}

/** Longer, on images that are moved, turned and resized anew every epoch: what to use for a good figure. */
function recommendedRecipe(architecture: Architecture): Recipe {
  return {
    ...architecture.recipe,
    epochs: 12,
    augmentation: { ...NO_AUGMENTATION, shiftPixels: 2, rotationDegrees: 10, scaleFraction: 0.1 },
  };
}

export function presetRecipe(name: PresetName, architecture: Architecture): Recipe {
  return name === 'quick' ? quickRecipe(architecture) : recommendedRecipe(architecture);
}
