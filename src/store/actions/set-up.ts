import type { Architecture } from '#models/catalog.ts';
import type { Recipe } from '#models/recipe.ts';
import type { RunConfig } from '#protocol/run-config.ts';
import { defaultConfig } from '#store/set-up.ts';
import type { ActionContext } from './context.ts';

export function setUpActions({ get, set }: ActionContext) {
  return {
    changeDraft(change: Partial<RunConfig>) {
      set({ draft: { ...get().draft, ...change } });
    },

    changeRecipe(change: Partial<Recipe>) {
      const { draft } = get();
      set({ draft: { ...draft, recipe: { ...draft.recipe, ...change } } });
    },

    chooseModel(architecture: Architecture) {
      const { dataset } = get().draft;
      set({ draft: { ...defaultConfig(architecture), dataset } });
    },
  };
}
